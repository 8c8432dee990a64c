import { parse } from 'smol-toml';
import { valueAt } from '../values.ts';

/**
 * The numbers in `[tool.modax]` that may move in one direction only, and what holds for a project that
 * does not state one: the defaults of `@modax/nx-python`, in `inference/pyproject.ts`.
 */
const RATCHETS = [
  { key: 'coverage-floor', mayOnly: 'rise', unstated: 80 },
  { key: 'warning-budget', mayOnly: 'fall', unstated: 0 },
] as const;

/** A project's `pyproject.toml`, before and now; nothing where the project was or is not there. */
export interface ProjectHistory {
  /** The file, relative to the workspace root. */
  readonly path: string;
  readonly before: string | undefined;
  readonly now: string | undefined;
}

/**
 * What loosened between the two states, each a sentence that names the file and the key. A project that
 * is new, or gone, loosens nothing. A key that was there and is not is loosened, whatever its default.
 */
export function loosened({ path, before, now }: ProjectHistory): readonly string[] {
  if (before === undefined || now === undefined) return [];
  return RATCHETS.flatMap(({ key, mayOnly, unstated }) => {
    const stated = limit(before, key);
    const is = limit(now, key);
    if (is === undefined) {
      return stated === undefined ? [] : [`${path}: [tool.modax] ${key} was ${stated} and is gone`];
    }
    const was = stated ?? unstated;
    const holds = mayOnly === 'rise' ? is >= was : is <= was;
    return holds
      ? []
      : [`${path}: [tool.modax] ${key} may only ${mayOnly}: it was ${was} and is ${is}`];
  });
}

/** A limit of an earlier state that cannot be read bounds nothing; of the present one it is gone. */
function limit(text: string, key: string): number | undefined {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    return undefined;
  }
  const value = valueAt(document, ['tool', 'modax', key]);
  return typeof value === 'number' ? value : undefined;
}
