import { withLock as lock } from './stage-0/lock.mjs';

/** What `withLock` promises, spelt out: other projects do not read the types of plain JavaScript. */
export const withLock: <Result>(
  root: string,
  purpose: string,
  work: () => Promise<Result>,
  options: { readonly signal: AbortSignal; readonly write: (text: string) => void },
) => Promise<Result> = lock;
