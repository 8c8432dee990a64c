import { closure, type Lock, type LockPackage, parseLock } from '@modax/python-lock';
import type { MarkerEnvironment, Wanted } from '@modax/python-lock';
import { lockedVersion } from '../environment/tool-version.ts';
import { type KeyInput, input } from './key-input.ts';
import { lastResult } from './last-result.ts';

const parsed = lastResult(parseLock);
const versionsOf = lastResult((text) => {
  const known = new Map<string, string | undefined>();
  return (tool: string) => {
    if (!known.has(tool)) known.set(tool, lockedVersion(text, tool));
    return known.get(tool);
  };
});

/** `uv.lock`, or why nothing can be read from it. */
export interface ReadLock {
  readonly text: string;
  readonly lock: Lock;
  readonly problem?: string;
}

export function readLock(text: string | undefined): ReadLock {
  const read = parsed(text ?? '');
  return 'problem' in read
    ? { text: text ?? '', lock: { packages: [], byName: new Map() }, problem: read.problem }
    : { text: text ?? '', lock: read };
}

/**
 * What is installed of these, and of all that they need: one input for each package's name. With
 * `stubs` also the packages that hold nothing but types of one of them.
 */
export function installedInputs(
  read: ReadLock,
  wanted: readonly Wanted[],
  environment: MarkerEnvironment,
  { stubs }: { readonly stubs: boolean },
): readonly KeyInput[] {
  const packages = closure(read.lock, wanted, environment);
  const typed = new Set(
    stubs ? packages.flatMap(({ name }) => [`types-${name}`, `${name}-stubs`]) : [],
  );
  const all = [...packages, ...read.lock.packages.filter(({ name }) => typed.has(name))];
  return byName([...new Set(all)]).map(([name, versions]) =>
    input(
      `uv.lock ${name}`,
      versions.map(({ identity }) => identity),
    ),
  );
}

/**
 * The packages that an audit of a project is given: each version of what it ships with, for whatever
 * Python and platform. Of none of them counts more than name and version.
 */
export function auditedInputs(read: ReadLock, distribution: string): readonly KeyInput[] {
  const packages = closure(read.lock, [{ name: distribution, extras: 'all' }]);
  return byName(packages.filter(({ folder }) => folder === undefined)).map(([name, versions]) =>
    input(
      `uv.lock version of ${name}`,
      versions.map(({ version }) => version ?? null),
    ),
  );
}

/** The version of a tool that its reports name. */
export function reportedVersion(read: ReadLock, tool: string): readonly KeyInput[] {
  const version = versionsOf(read.text)(tool);
  return version === undefined ? [] : [input(`uv.lock newest ${tool}`, version)];
}

function byName(packages: readonly LockPackage[]): readonly [string, readonly LockPackage[]][] {
  return [...Map.groupBy(packages, ({ name }) => name)];
}
