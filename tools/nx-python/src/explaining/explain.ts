import { isFileset } from './filesets.ts';
import type { RunRecord } from './run-records.ts';

/** A task, with what its key is made of now. */
export interface KeyedTask {
  readonly id: string;
  readonly key: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Whether Nx keeps its results at all. */
  readonly cached: boolean;
  /** Whether a result under this key lies in the local cache. */
  readonly stored: boolean;
}

/** Why a task would run now, or why not; what is said of an input is its name. */
export type Reason =
  | { readonly kind: 'unchanged'; readonly since: string }
  | { readonly kind: 'stored' }
  | { readonly kind: 'never cached' }
  | { readonly kind: 'never run' }
  | { readonly kind: 'failed'; readonly since: string }
  | { readonly kind: 'result gone'; readonly since: string }
  | {
      readonly kind: 'changed';
      readonly since: string;
      readonly changed: readonly string[];
      readonly added: readonly string[];
      readonly removed: readonly string[];
    };

/** Whether that keeps the task from running. */
export function isAnswered({ kind }: Reason): boolean {
  return kind === 'unchanged' || kind === 'stored';
}

/** Compares a task with its records, the newest first. */
export function reasonOf(task: KeyedTask, records: readonly RunRecord[]): Reason {
  if (!task.cached) return { kind: 'never cached' };
  const same = records.find(({ key }) => key === task.key);
  if (same?.passed === false) return { kind: 'failed', since: same.at };
  if (task.stored) {
    return same === undefined ? { kind: 'stored' } : { kind: 'unchanged', since: same.at };
  }
  if (same !== undefined) return { kind: 'result gone', since: same.at };
  const [last] = records;
  if (last === undefined) return { kind: 'never run' };
  const names = Object.keys(task.inputs);
  return {
    kind: 'changed',
    since: last.at,
    changed: names.filter((name) => {
      const before = last.inputs[name];
      return before !== undefined && before !== task.inputs[name];
    }),
    added: names.filter((name) => last.inputs[name] === undefined),
    removed: Object.keys(last.inputs).filter((name) => task.inputs[name] === undefined),
  };
}

const shownInputs = 3;

/** The reason in one line. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'unchanged':
      return `from the cache: nothing changed since the run of ${reason.since}`;
    case 'stored':
      return 'from the cache: its result is there';
    case 'never cached':
      return 'its results are never kept';
    case 'never run':
      return 'no run of it is known here';
    case 'failed':
      return `it failed in the run of ${reason.since}, and a failure is not kept`;
    case 'result gone':
      return `nothing changed since the run of ${reason.since}, but its result is no longer in the local cache`;
    case 'changed':
      return `${changesText(reason)} since the run of ${reason.since}`;
  }
}

function changesText({ changed, added, removed }: Extract<Reason, { kind: 'changed' }>): string {
  const named = (names: readonly string[]) => names.filter((name) => !isFileset(name));
  const every = [
    ...named(changed).map((name) => `${name} changed`),
    ...named(added).map((name) => `${name} is new`),
    ...named(removed).map((name) => `${name} is gone`),
  ];
  const all = every.length > 0 ? every : changed.map((name) => `${name} changed`);
  if (all.length === 0) return 'the order of its inputs changed';
  const more = all.length - shownInputs;
  return all.slice(0, shownInputs).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
