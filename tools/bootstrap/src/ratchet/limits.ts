import { parse } from 'smol-toml';
import { valueAt } from '../values.ts';

/** The numbers in `[tool.modax]` that may move in one direction only. */
const RATCHETS = [
  { key: 'coverage-floor', mayOnly: 'rise' },
  { key: 'warning-budget', mayOnly: 'fall' },
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
  return RATCHETS.flatMap(({ key, mayOnly }) => {
    const was = limit(before, key);
    const is = limit(now, key);
    if (was === undefined) return [];
    if (is === undefined) return [`${path}: [tool.modax] ${key} was ${was} and is gone`];
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
