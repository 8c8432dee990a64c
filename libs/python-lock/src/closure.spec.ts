import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closure, type Wanted } from './closure.ts';
import { parseLock, type Lock, type LockPackage } from './lock.ts';
import type { MarkerEnvironment } from './marker.ts';

function read(text: string): Lock {
  const lock = parseLock(text);
  if ('problem' in lock) throw new Error(lock.problem);
  return lock;
}

const station = read(`
[[package]]
name = "station"
source = { virtual = "." }
dependencies = [
    { name = "pump", version = "1.0", marker = "python_full_version < '3.10'" },
    { name = "pump", version = "2.0", marker = "python_full_version >= '3.10'" },
    { name = "meter", extra = ["modbus"] },
]
[package.optional-dependencies]
remote = [{ name = "modem" }]
[package.dev-dependencies]
test = [{ name = "pytest" }]
[[package]]
name = "pump"
version = "1.0"
dependencies = [{ name = "valve" }]
[[package]]
name = "pump"
version = "2.0"
dependencies = [{ name = "seal" }]
[[package]]
name = "meter"
version = "3.0"
dependencies = [{ name = "station" }]
[package.optional-dependencies]
modbus = [{ name = "serial" }]
canbus = [{ name = "can" }]
[[package]]
name = "valve"
version = "1"
[[package]]
name = "seal"
version = "1"
[[package]]
name = "serial"
version = "1"
[[package]]
name = "can"
version = "1"
[[package]]
name = "modem"
version = "1"
[[package]]
name = "pytest"
version = "9"
[[package]]
name = "nobody-s"
version = "1"
`);

function names(lock: Lock, wanted: readonly Wanted[], environment?: MarkerEnvironment) {
  return closure(lock, wanted, environment).map(({ name, version }: LockPackage) =>
    version === undefined ? name : `${name} ${version}`,
  );
}

describe('a closure', () => {
  test('has every version that can be meant, wanted extras alone, and survives circles', () => {
    expect(names(station, [{ name: 'Station' }])).toEqual([
      'meter 3.0',
      'pump 1.0',
      'pump 2.0',
      'seal 1',
      'serial 1',
      'station',
      'valve 1',
    ]);
  });

  test('of one Python has what can be installed there', () => {
    expect(names(station, [{ name: 'station' }], { python: '3.9.18' })).toEqual([
      'meter 3.0',
      'pump 1.0',
      'serial 1',
      'station',
      'valve 1',
    ]);
  });

  test('has the groups and the extras that are asked for', () => {
    const wanted = { name: 'station', extras: 'all', groups: ['test'] } as const;
    expect(names(station, [wanted])).toEqual(expect.arrayContaining(['modem 1', 'pytest 9']));
    expect(names(station, [wanted])).not.toContain('can 1');
    expect(names(station, [{ name: 'meter', extras: ['canbus'] }])).toContain('can 1');
  });

  test('of a name that is not locked is empty', () => {
    expect(names(station, [{ name: 'crane' }])).toEqual([]);
  });
});

test("grows with what is wanted, and a package's closure holds those of all in it", () => {
  const lock = read(readFileSync(join(import.meta.dirname, '../../../uv.lock'), 'utf8'));
  const everyName = [...new Set(lock.packages.map(({ name }) => name))];
  fc.assert(
    fc.property(
      fc.subarray(everyName, { maxLength: 4 }),
      fc.constantFrom(...everyName),
      (some, one) => {
        const wanted = some.map((name) => ({ name }));
        const small = new Set(closure(lock, wanted));
        const large = new Set(closure(lock, [...wanted, { name: one }]));
        expect([...small].filter((item) => !large.has(item))).toEqual([]);
        for (const { name, version } of small) {
          const inner = { name, ...(version === undefined ? {} : { version }) };
          expect(closure(lock, [inner]).filter((item) => !small.has(item))).toEqual([]);
        }
      },
    ),
    { numRuns: 50 },
  );
});
