import { readFileSync } from 'node:fs';
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
  const onMain = await broughtBy(checkout, commit);
  return {
    release,
    commit,
    onMain,
    versions: Object.fromEntries(
      releasedProjects(root).map((project) => [project, versionOf(root, project)]),
    ),
    notes: notesOf(textOrNone(root, 'CHANGELOG.md'), release.version),
    isLate:
      notesOf(await changelogBefore(checkout, onMain ?? commit), release.version) !== undefined,
  };
}

/** The commit of main itself that has brought a commit: a merge, or the commit; undefined when it is not on main. */
async function broughtBy(checkout: Checkout, commit: string): Promise<string | undefined> {
  const isOn = await git(checkout, 'merge-base', '--is-ancestor', commit, MAIN);
  if (isOn?.isYes !== true) return undefined;
  const own = await git(checkout, 'rev-list', '--first-parent', MAIN);
  const ofMain = new Set(own?.text.split('\n'));
  if (ofMain.has(commit)) return commit;
  const path = await git(checkout, 'rev-list', '--ancestry-path', `${commit}..${MAIN}`);
  return path?.text.split('\n').findLast((one) => ofMain.has(one));
}

/**
 * What the changelog was on main before a commit of it; empty where there was none.
 * @throws RepositoryProblem `RELEASE_REFUSED` when git cannot say
 */
async function changelogBefore(checkout: Checkout, commit: string): Promise<string> {
  const before = await git(checkout, 'rev-parse', '--verify', '--quiet', `${commit}^1`);
  if (before?.isYes === false) return '';
  const listed = before && (await git(checkout, 'ls-tree', before.text, '--', 'CHANGELOG.md'));
  if (listed?.text === '') return '';
  const shown = listed && (await git(checkout, 'show', `${commit}^1:CHANGELOG.md`));
  if (shown?.isYes === true) return shown.text;
  throw new RepositoryProblem(
    'RELEASE_REFUSED',
    `git does not say what the changelog was before ${commit}`,
    'Look whether the clone is whole: git fsck',
  );
}

/** The projects that `nx release` releases together. */
function releasedProjects(root: string): readonly string[] {
  const { release } = recordOf(parseJson(textOrNone(root, 'nx.json'))) ?? {};
  const groups = Object.values(recordOf(recordOf(release)?.['groups']) ?? {});
  return groups.flatMap((group) =>
    (arrayOf(recordOf(group)?.['projects']) ?? []).flatMap((name) => textOf(name) ?? []),
  );
}

function versionOf(root: string, project: string): string {
  const folder = `apps/${project}`;
  const ofPython = parse(textOrNone(root, `${folder}/pyproject.toml`))['project'];
  const stated =
    recordOf(ofPython) ?? recordOf(parseJson(textOrNone(root, `${folder}/package.json`)));
  return textOf(stated?.['version']) ?? 'none';
}

/** Empty where there is no such file. */
function textOrNone(root: string, file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}
