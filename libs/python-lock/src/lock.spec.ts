import { describe, expect, test } from 'vitest';
import { normalizedName, parseLock, type Lock } from './lock.ts';

function read(text: string): Lock {
  const lock = parseLock(text);
  if ('problem' in lock) throw new Error(lock.problem);
  return lock;
}

const pump = `version = 1

[[package]]
name = "Pump_Kit"
version = "1.2.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "valve", version = "2.0", marker = "python_full_version < '3.10'" },
    { name = "seal", extra = ["rubber"] },
]
sdist = { url = "https://files.example/pump.tar.gz", hash = "sha256:aa", size = 10, upload-time = "2026-01-01T00:00:00Z" }
wheels = [
    { url = "https://files.example/pump.whl", hash = "sha256:bb", size = 11 },
]

[package.optional-dependencies]
fast = [{ name = "turbine" }]

[[package]]
name = "station"
version = "0.1.0"
source = { editable = "apps/station" }
dependencies = [{ name = "pump-kit" }]

[package.dev-dependencies]
test = [{ name = "pytest" }]

[package.metadata]
requires-dist = [{ name = "pump-kit", specifier = ">=1.0" }]
`;

test('packages, with what each asks for', () => {
  expect(read(pump).packages).toMatchObject([
    {
      name: 'pump-kit',
      version: '1.2.0',
      dependencies: [
        { name: 'valve', version: '2.0', extras: [], marker: "python_full_version < '3.10'" },
        { name: 'seal', extras: ['rubber'] },
      ],
      extras: new Map([['fast', [{ name: 'turbine', extras: [] }]]]),
    },
    {
      name: 'station',
      folder: 'apps/station',
      groups: new Map([['test', [{ name: 'pytest', extras: [] }]]]),
    },
  ]);
});

describe('the identity of a package', () => {
  const identities = (text: string) => read(text).packages.map(({ identity }) => identity);
  const [thirdParty, member] = identities(pump);

  test.each([
    ['another version', '1.2.0', '1.2.1'],
    ['another content', 'sha256:bb', 'sha256:cc'],
    ['another source', 'pypi.org/simple', 'packages.example/simple'],
    ['another dependency', 'name = "seal"', 'name = "gasket"'],
    ['another marker', "'3.10'", "'3.9'"],
    ['another extra', 'turbine', 'motor'],
  ])('differs with %s', (_, from, to) => {
    const [changed, other] = identities(pump.replace(from, to));
    expect(changed).not.toBe(thirdParty);
    expect(other).toBe(member);
  });

  test.each([
    ['the day of its upload', '2026-01-01', '2026-01-02'],
    ['where a file lies', 'files.example/pump.whl', 'mirror.example/pump.whl'],
    ['the bounds that a member asks for', '>=1.0', '>=1.1'],
    ["a member's own version", '0.1.0', '0.2.0'],
    ['layout and comments', '[package.metadata]', '# bounds\n[package.metadata]'],
  ])('does not with %s', (_, from, to) => {
    expect(pump).toContain(from);
    expect(identities(pump.replace(from, to))).toEqual([thirdParty, member]);
  });
});

test.each([
  ['version = ', 'not TOML'],
  ['version = 1', 'it has no [[package]]'],
  ['[[package]]\nname = "pump"\n[[package]]\nversion = "1"', 'package 1 has no name'],
])('%j is refused: %s', (text, problem) => {
  expect(parseLock(text)).toEqual({ problem: expect.stringContaining(problem) as string });
});

test.each([
  ['Pump_Kit', 'pump-kit'],
  ['pump.kit', 'pump-kit'],
  ['pump--_kit', 'pump-kit'],
])('%s is %s', (name, normalized) => {
  expect(normalizedName(name)).toBe(normalized);
});
