import { StoreProblem } from './store.ts';

/** What the system said; errors of Node have it as `code`. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function isThereAlready(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}

/** Why an entry was not stored. */
export function asStoreProblem(error: unknown): StoreProblem {
  if (error instanceof StoreProblem) return error;
  const code = codeOf(error);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new StoreProblem(isFull ? 'STORAGE_FULL' : 'STORAGE_FAILED', error);
}
