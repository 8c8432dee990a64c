import { gitAnswer, type Repository } from '../repository.ts';
import type { Update } from './updates.ts';

/** What a push is compared with. */
export type Comparison =
  /** The newest commit that the remote has of all that is pushed. */
  | { readonly kind: 'base'; readonly base: string }
  /** The remote has nothing of it, or nothing that is known here. */
  | { readonly kind: 'everything' }
  /** The remote has all of it already. */
  | { readonly kind: 'nothing' };

/**
 * Where what is pushed leaves what the remote has: of a branch that it has, that branch; of a new one,
 * its main branch, and failing that the branch nearest to it. Of several, the point before all of them.
 */
export async function comparisonOf(
  repository: Repository,
  remote: string,
  updates: readonly Update[],
): Promise<Comparison> {
  const bases: string[] = [];
  for (const update of updates) {
    const base = await baseOf(repository, remote, update);
    if (base === undefined) return { kind: 'everything' };
    if (base !== (await commitOf(repository, update.localId))) bases.push(base);
  }
  const [first] = bases;
  if (first === undefined) return { kind: 'nothing' };
  const before = await gitAnswer(repository, ['merge-base', '--octopus', ...bases]);
  return before === undefined ? { kind: 'everything' } : { kind: 'base', base: before.trim() };
}

async function baseOf(
  repository: Repository,
  remote: string,
  { localId, remoteId }: Update,
): Promise<string | undefined> {
  if (remoteId !== undefined) {
    const base = await gitAnswer(repository, ['merge-base', remoteId, localId]);
    if (base !== undefined) return base.trim();
    // The remote's commit was never fetched: someone else's push, about to be forced over.
  }
  for (const branch of ['HEAD', 'main']) {
    const ref = `refs/remotes/${remote}/${branch}`;
    const base = await gitAnswer(repository, ['merge-base', ref, localId]);
    if (base !== undefined) return base.trim();
  }
  const known = await gitAnswer(repository, [
    ...['rev-list', '--boundary', '--topo-order', localId, '--not', `--remotes=${remote}`],
  ]);
  if (known === undefined) return undefined;
  const boundary = known.split('\n').find((line) => line.startsWith('-'));
  return boundary?.slice(1);
}

/** A tag may stand between a name and its commit. */
async function commitOf(repository: Repository, id: string): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${id}^{commit}`];
  return (await gitAnswer(repository, words))?.trim();
}

/** Of what is pushed, that of which the working tree, whose tests are run, is not built. */
export async function notCheckedOut(
  repository: Repository,
  updates: readonly Update[],
): Promise<readonly Update[]> {
  const elsewhere: Update[] = [];
  for (const update of updates) {
    const words = ['merge-base', '--is-ancestor', update.localId, 'HEAD'];
    if ((await gitAnswer(repository, words)) === undefined) elsewhere.push(update);
  }
  return elsewhere;
}
