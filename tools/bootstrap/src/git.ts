import { ask, type Session } from './session.ts';

/** The commit that a name stands for, as its full hash; nothing when there is none, or no repository. */
export async function commitOf(session: Session, name: string): Promise<string | undefined> {
  const answer = await ask(session, [
    ...(['git', 'rev-parse', '--verify', '--quiet', '--end-of-options'] as const),
    `${name}^{commit}`,
  ]);
  return answer?.trim();
}

/** Looking afresh: not by what a monitor or an earlier look remembers. */
const LOOKING = ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'] as const;

/**
 * Whether nothing is changed, staged or untracked, whatever a person has set git not to show; not when
 * that cannot be told.
 */
export async function isClean(session: Session): Promise<boolean> {
  const status = ['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=none'];
  return (await ask(session, ['git', ...LOOKING, ...status])) === '';
}

/** Whether `ancestor` is a commit that `descendant` is built on, or the same. */
export async function isAncestor(
  session: Session,
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  const answer = ['git', 'merge-base', '--is-ancestor', ancestor, descendant] as const;
  return (await ask(session, answer)) !== undefined;
}

/** The newest commit that both are built on. */
export async function mergeBase(
  session: Session,
  one: string,
  other: string,
): Promise<string | undefined> {
  return (await ask(session, ['git', 'merge-base', one, other]))?.trim();
}

/** A file as it was at a commit; nothing when it was not there. */
export async function fileAt(
  session: Session,
  commit: string,
  path: string,
): Promise<string | undefined> {
  return ask(session, ['git', 'show', `${commit}:${path}`]);
}

/** Which of the files differ between a commit and the work tree; all of them when that cannot be told. */
export async function changedFiles(
  session: Session,
  commit: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const diff = ['git', 'diff', '--name-only', '--no-renames', '-z', commit, '--'] as const;
  const answer = await ask(session, [...diff, ...paths]);
  return answer === undefined ? paths : answer.split('\0').filter((path) => path !== '');
}

/** Whether the clone was made without the commits before a certain one. */
export async function isShallow(session: Session): Promise<boolean> {
  const answer = await ask(session, ['git', 'rev-parse', '--is-shallow-repository']);
  return answer?.trim() === 'true';
}
