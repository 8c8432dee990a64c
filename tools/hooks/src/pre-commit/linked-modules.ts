import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The scope of the workspace's own packages: their links lead beside themselves, into the same tree. */
const OWN = '@modax';

/**
 * Gives the snapshot the installed Node packages, one link each. The workspace's own packages are those
 * of the snapshot: what is committed together is checked together.
 */
export function linkModules(root: string, tree: string): void {
  linkFolder(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const nested of globSync('{apps,libs,tools}/*/node_modules', { cwd: root })) {
    if (existsSync(join(tree, dirname(nested)))) linkFolder(join(root, nested), join(tree, nested));
  }
}

function linkFolder(from: string, to: string): void {
  const wanted = names(from);
  if (sameNames(wanted, names(to))) return;
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of wanted) {
    if (name === OWN) linkOwn(join(from, name), join(to, name));
    else symlinkSync(join(from, name), join(to, name));
  }
}

function linkOwn(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) symlinkSync(readlinkSync(join(from, name)), join(to, name));
}

function names(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
