import { normalizedName, type Lock, type LockEdge, type LockPackage } from './lock.ts';
import { mayHold, type MarkerEnvironment } from './marker.ts';

/** Where to begin: a package, with which of its optional parts. */
export interface Wanted {
  readonly name: string;
  readonly version?: string;
  /** `all` is what ships: every extra. */
  readonly extras?: 'all' | readonly string[];
  readonly groups?: readonly string[];
}

/**
 * The packages that the wanted ones need, with themselves, in order of name and version. Of a package
 * that the lock holds in several versions all that can be meant are taken. With an `environment` what
 * can never be installed there is left out; without one nothing is. A name that the lock does not have
 * adds nothing.
 */
export function closure(
  lock: Lock,
  wanted: readonly Wanted[],
  environment: MarkerEnvironment = {},
): readonly LockPackage[] {
  const { byName } = lock;
  const found = new Set<LockPackage>();
  const asked = new Set<string>();
  const open: Wanted[] = [...wanted];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, version, extras = [], groups = [] } = next;
    const question = JSON.stringify([name, version, extras, groups]);
    if (asked.has(question)) continue;
    asked.add(question);
    for (const one of byName.get(normalizedName(name)) ?? []) {
      if (version !== undefined && one.version !== version) continue;
      if (!mayBeMeant(one, environment)) continue;
      found.add(one);
      open.push(
        ...edgesOf(one, extras, groups).filter(({ marker }) => mayHold(marker, environment)),
      );
    }
  }
  return [...found].sort(byNameAndVersion);
}

function mayBeMeant({ markers }: LockPackage, environment: MarkerEnvironment): boolean {
  return markers.length === 0 || markers.some((marker) => mayHold(marker, environment));
}

function edgesOf(
  one: LockPackage,
  extras: 'all' | readonly string[],
  groups: readonly string[],
): readonly LockEdge[] {
  const names = extras === 'all' ? [...one.extras.keys()] : extras;
  return [
    ...one.dependencies,
    ...names.flatMap((name) => one.extras.get(name) ?? []),
    ...groups.flatMap((name) => one.groups.get(name) ?? []),
  ];
}

function byNameAndVersion(one: LockPackage, other: LockPackage): number {
  const left = `${one.name} ${one.version ?? ''}`;
  const right = `${other.name} ${other.version ?? ''}`;
  return left < right ? -1 : left > right ? 1 : 0;
}
