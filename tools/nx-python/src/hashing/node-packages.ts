import { parseJson, recordOf } from '@modax/findings';
import { canonical } from '@modax/python-lock';
import { type KeyInput, input } from './key-input.ts';
import { lastResult } from './last-result.ts';

type Packages = Readonly<Record<string, unknown>>;

/**
 * What npm's lock holds of packages that modules load, with all that those need: one input for each
 * name. `from` is the folder of the loading module, relative to the lock.
 */
export function nodePackageInputs(
  lock: string | undefined,
  loads: readonly { readonly name: string; readonly from: string }[],
): readonly KeyInput[] {
  const packages = lock === undefined ? {} : packagesOf(lock);
  const found = new Map<string, { readonly name: string; readonly state: string }>();
  const open = [...loads];
  for (let load = open.pop(); load !== undefined; load = open.pop()) {
    const place = placeOf(packages, load.name, load.from);
    const key = place ?? load.name;
    if (found.has(key)) continue;
    const { version, integrity, dependencies, optionalDependencies } =
      recordOf(packages[key]) ?? {};
    found.set(key, {
      name: load.name,
      state: canonical([version ?? null, integrity ?? null]),
    });
    if (place === undefined) continue;
    const needed = { ...recordOf(dependencies), ...recordOf(optionalDependencies) };
    open.push(...Object.keys(needed).map((name) => ({ name, from: place })));
  }
  return [...Map.groupBy(found.values(), ({ name }) => name)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, entries]) =>
      input(`package-lock.json ${name}`, entries.map(({ state }) => state).sort()),
    );
}

const packagesOf = lastResult(
  (lock: string): Packages => recordOf(recordOf(parseJson(lock))?.['packages']) ?? {},
);

/** The entry that Node finds from a folder: the nearest one on the way up. */
function placeOf(packages: Packages, name: string, from: string): string | undefined {
  const parts = from.split('/').filter((part) => part !== '' && part !== '.');
  for (let length = parts.length; length >= 0; length -= 1) {
    const place = [...parts.slice(0, length), 'node_modules', name].join('/');
    if (place in packages) return place;
  }
  return undefined;
}
