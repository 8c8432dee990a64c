import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrayOf, parseJson, recordOf, textOf } from '@modax/findings';
import { parse } from 'smol-toml';
import { type Checkout, commitOfTag, git } from '../git.ts';
import { RepositoryProblem } from '../problem.ts';
import { notesOf } from './changelog.ts';
import type { ReleaseTag } from './release-tag.ts';
import type { TagState } from './verify.ts';

const MAIN = 'refs/remotes/origin/main';

/**
 * What a clone that has the tag checked out knows of it.
 * @throws RepositoryProblem `RELEASE_REFUSED` when something else is checked out
 */
export async function tagState(checkout: Checkout, release: ReleaseTag): Promise<TagState> {
  const { root } = checkout;
  const commit = await commitOfTag(checkout, release.tag);
  const head = await git(checkout, 'rev-parse', 'HEAD');
  if (head?.text !== commit) {
    throw new RepositoryProblem(
      'RELEASE_REFUSED',
      `${release.tag} is not what is checked out`,
      `Check it out: git checkout ${release.tag}`,
    );
  }
  const onMain = await git(checkout, 'merge-base', '--is-ancestor', commit, MAIN);
  return {
    release,
    commit,
    isOnMain: onMain?.isYes === true,
    versions: Object.fromEntries(
      releasedProjects(root).map((project) => [project, versionOf(root, project)]),
    ),
    notes: notesOf(textIn(root, 'CHANGELOG.md'), release.version),
  };
}

/** The projects that `nx release` releases together. */
function releasedProjects(root: string): readonly string[] {
  const { release } = recordOf(parseJson(textIn(root, 'nx.json'))) ?? {};
  const groups = Object.values(recordOf(recordOf(release)?.['groups']) ?? {});
  return groups.flatMap((group) =>
    (arrayOf(recordOf(group)?.['projects']) ?? []).flatMap((name) => textOf(name) ?? []),
  );
}

function versionOf(root: string, project: string): string {
  const [manifest] = globSync(`{apps,libs}/${project}/pyproject.toml`, { cwd: root });
  const stated = manifest === undefined ? {} : parse(textIn(root, manifest));
  return textOf(recordOf(stated['project'])?.['version']) ?? 'none';
}

/** Empty where there is no such file. */
function textIn(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}
