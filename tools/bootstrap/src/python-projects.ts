import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { valueAt } from './values.ts';

/**
 * The folders of the uv workspace's members, `/`-separated, in order of name.
 * @throws Error naming the file when the root `pyproject.toml` has no workspace.
 */
export function pythonProjects(root: string): readonly string[] {
  const document: unknown = parse(readFileSync(join(root, 'pyproject.toml'), 'utf8'));
  const members = valueAt(document, ['tool', 'uv', 'workspace', 'members']);
  if (!Array.isArray(members)) {
    throw new Error('pyproject.toml: [tool.uv.workspace] members is missing');
  }
  const patterns = members.filter((member) => typeof member === 'string');
  return globSync(
    patterns.map((pattern) => `${pattern}/pyproject.toml`),
    { cwd: root },
  )
    .map((file) => file.slice(0, -'/pyproject.toml'.length))
    .sort();
}
