import { arrayOf, recordOf } from '@modax/findings';
import type { Json } from '../rules/rules.ts';

/** Something that is not as the rules say. */
export interface Difference {
  /** Where, as `rules.pull_request.parameters.required_approving_review_count`. */
  readonly path: string;
  /** Undefined where the rules have nothing there. */
  readonly wanted: Json | undefined;
  /** Undefined where GitHub has nothing there. */
  readonly found: Json | undefined;
}

/** By which of its values a member of a list is known; lists are compared in no order. */
const NAMES = ['type', 'context', 'name', 'actor_id'] as const;

/**
 * Where what was found differs from what is wanted. What is empty (`false`, `0`, `''`, null, a list or object of
 * nothing else) is the same as what is not there: GitHub adds a default for whatever it learns, and what a default switches off is no rule.
 */
export function differences(
  wanted: Json | undefined,
  found: Json | undefined,
  path = '',
): readonly Difference[] {
  const [wantedParts, foundParts] = [partsOf(wanted), partsOf(found)];
  if (wantedParts !== undefined && foundParts !== undefined) {
    const keys = new Set([...wantedParts.keys(), ...foundParts.keys()]);
    return [...keys].sort().flatMap((key) => {
      const below = path === '' ? key : `${path}.${key}`;
      return differences(wantedParts.get(key), foundParts.get(key), below);
    });
  }
  if (isEmpty(wanted) && isEmpty(found)) return [];
  return canonical(wanted) === canonical(found) ? [] : [{ path, wanted, found }];
}

/** The parts of an object, or of a list of objects that have a name each. */
function partsOf(value: Json | undefined): ReadonlyMap<string, Json> | undefined {
  const object = recordOf(value);
  if (object !== undefined) return new Map(Object.entries(object) as [string, Json][]);
  const list = arrayOf(value);
  if (list === undefined) return undefined;
  const named = list.map((one) => [nameOf(one), one as Json] as const);
  const names = new Set(named.map(([name]) => name));
  if (names.has(undefined) || names.size < list.length) return undefined;
  return new Map(named as [string, Json][]);
}

function nameOf(value: unknown): string | undefined {
  const object = recordOf(value) ?? {};
  const given = NAMES.flatMap((key) => {
    const part = object[key];
    return typeof part === 'string' || typeof part === 'number' ? [String(part)] : [];
  });
  return given.length === 0 ? undefined : given.join(' ');
}

function isEmpty(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return !value;
  return Object.values(value).every((part: Json) => isEmpty(part));
}

/** The same text for the same value, in whatever order its parts stand. */
function canonical(value: Json | undefined): string {
  const list = arrayOf(value);
  if (list !== undefined) {
    const members = list.map((one) => canonical(one as Json));
    return `[${members.sort().join()}]`;
  }
  const object = recordOf(value);
  if (object === undefined) return value === undefined ? '' : JSON.stringify(value);
  const parts = Object.entries(object).map(
    ([key, part]) => `${JSON.stringify(key)}:${canonical(part as Json)}`,
  );
  return `{${parts.sort().join()}}`;
}
