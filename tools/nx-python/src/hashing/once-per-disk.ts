import type { Disk } from './disk.ts';

/** What is made of the files of one moment, made once for each name however many tasks ask for it. */
export function oncePerDisk<Result>(
  make: (name: string, disk: Disk) => Result,
): (name: string, disk: Disk) => Result {
  const made = new WeakMap<Disk, Map<string, { readonly result: Result }>>();
  return (name, disk) => {
    const results = made.get(disk) ?? new Map<string, { readonly result: Result }>();
    made.set(disk, results);
    const known = results.get(name);
    if (known !== undefined) return known.result;
    const result = make(name, disk);
    results.set(name, { result });
    return result;
  };
}
