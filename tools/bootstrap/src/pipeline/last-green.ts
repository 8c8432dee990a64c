import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commitOf, isAncestor, isClean } from '../git.ts';
import type { Session } from '../session.ts';
import { isRecord, textOf } from '../values.ts';
import type { Scope } from './nx.ts';

/** The state in which this clone was last seen green in full. */
export interface LastGreen {
  /** The commit, as its full hash. */
  readonly head: string;
  /** Digest of what decides results and is not in git. */
  readonly surroundings: string;
}

const RECORD = '.modax/pipeline.json';

/** The record of the last green run; nothing when there is none that can be read. */
export function readLastGreen(root: string): LastGreen | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(join(root, RECORD), 'utf8'));
    const head = isRecord(record) ? textOf(record['head']) : undefined;
    const surroundings = isRecord(record) ? textOf(record['surroundings']) : undefined;
    if (head === undefined || surroundings === undefined) return undefined;
    return { head, surroundings };
  } catch {
    return undefined;
  }
}

export function writeLastGreen(root: string, lastGreen: LastGreen): void {
  const file = join(root, RECORD);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.draft`, `${JSON.stringify(lastGreen, undefined, 2)}\n`);
  renameSync(`${file}.draft`, file);
}

/**
 * What has to be looked at, seen from the last green run. Everything, unless it is certain that the rest
 * was green: the commit is known, the present one is built on it (on another branch, what the last green
 * run saw may be missing without showing up as a change), and nothing outside git has changed.
 */
export async function scopeSince(
  session: Session,
  lastGreen: LastGreen | undefined,
  surroundings: string,
): Promise<Scope> {
  if (lastGreen === undefined) return everything('no green run yet');
  if (lastGreen.surroundings !== surroundings) {
    return everything('tools or databases outside git have changed');
  }
  const base = await commitOf(session, lastGreen.head);
  if (base === undefined || !(await isAncestor(session, base, 'HEAD'))) {
    return everything('the last green run was on another branch');
  }
  return { kind: 'affected', base };
}

/** The commit, when it is all that the checkout holds: only such a state can be recorded as green. */
export async function committedState(session: Session): Promise<string | undefined> {
  return (await isClean(session)) ? commitOf(session, 'HEAD') : undefined;
}

function everything(because: string): Scope {
  return { kind: 'everything', because };
}
