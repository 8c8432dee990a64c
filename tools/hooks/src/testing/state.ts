import { globSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { GitFolder } from './checkout.ts';

/** Everything of a repository that a person could lose: bytes of every file, index, stashes, commits. */
export function stateOf(checkout: GitFolder): object {
  const names = globSync('**/*', {
    cwd: checkout.root,
    exclude: (name) => ['.git', 'node_modules', '.venv', '_'].includes(name),
  });
  const isLink = (name: string): boolean => lstatSync(join(checkout.root, name)).isSymbolicLink();
  // What lies behind a link is of somebody else, who may be at work there.
  const linked = names.filter(isLink).map((name) => `${name}/`);
  const own = names.filter((name) => !linked.some((link) => name.startsWith(link)));
  const files = own.sort().flatMap((name) => {
    const file = join(checkout.root, name);
    const { mode } = lstatSync(file);
    if (lstatSync(file).isSymbolicLink()) return [[name, `link to ${readlinkSync(file)}`]];
    if (!lstatSync(file).isFile()) return [];
    return [[name, `${mode.toString(8)} ${readFileSync(file).toString('base64')}`]];
  });
  return {
    files: Object.fromEntries(files) as object,
    index: checkout.git('ls-files', '--stage', '-z'),
    stashes: checkout.git('stash', 'list', '--format=%H'),
    refs: checkout.try(['git', 'show-ref']).stdout,
    unfinished: ['MERGE_HEAD', 'CHERRY_PICK_HEAD'].map(
      (name) => checkout.try(['git', 'rev-parse', '--verify', '--quiet', name]).stdout,
    ),
  };
}
