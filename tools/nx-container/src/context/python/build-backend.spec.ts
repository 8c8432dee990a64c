import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BuildBackend, backendProblem, buildBackend } from './build-backend.ts';

const LOCK = `version = 1
[[package]]
name = "hatchling"
version = "1.33.0"
dependencies = [
    { name = "pluggy", version = "1.6.0", marker = "python_full_version < '3.10'" },
    { name = "pluggy", version = "1.7.0", marker = "python_full_version >= '3.10'" },
    { name = "trove-classifiers" },
    { name = "colorama", marker = "os_name == 'nt'" },
]
[[package]]
name = "pluggy"
version = "1.6.0"
[[package]]
name = "pluggy"
version = "1.7.0"
[[package]]
name = "trove-classifiers"
version = "2026.1"
[[package]]
name = "colorama"
version = "0.4"
[[package]]
name = "pytest"
version = "9.2.0"
`;

const backend = (
  installed: Readonly<Record<string, string>>,
  more: Partial<BuildBackend> = {},
) => ({
  required: ['hatchling'],
  lock: LOCK,
  pythonVersion: '3.11',
  installed: Object.entries(installed).map(([name, version]) => ({ name, version })),
  ...more,
});
const LOCKED = { hatchling: '1.33.0', pluggy: '1.7.0', trove_classifiers: '2026.1' };

test('wheels are made by what the lock has, whatever else is installed', () => {
  expect(backendProblem(backend({ ...LOCKED, pytest: '8.0.0', other: '1' }))).toBeUndefined();
  expect(backendProblem(backend(LOCKED, { required: ['Hatchling', 'other'] }))).toBeUndefined();
});

test.each([
  ['an older backend', { ...LOCKED, hatchling: '1.32.0' }, 'hatchling'],
  ['another version of what it builds with', { ...LOCKED, pluggy: '1.6.0' }, 'pluggy'],
  ['one whose name is written in another way', { ...LOCKED, trove_classifiers: '2025.1' }, 'trove'],
  ['no backend', {}, 'not there'],
])('%s makes none', (_, installed, message) => {
  expect(backendProblem(backend(installed))).toMatchObject({
    code: 'ENVIRONMENT_BROKEN',
    message: expect.stringContaining(message) as string,
    remedy: 'Run `npm run setup`.',
  });
});

test('it is read from the manifests of the packages, the lock and the environment', async () => {
  const root = mkdtempSync(join(tmpdir(), 'modax-backend-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const manifest = (requires: string) => `[build-system]\nrequires = ${requires}\n`;
  const packages = '.venv/lib/python3.11/site-packages';
  for (const [path, text] of Object.entries({
    'uv.lock': LOCK,
    'apps/pump/pyproject.toml': manifest('["hatchling>=1.27", "hatch_vcs[more] ; 1"]'),
    'libs/kit/pyproject.toml': manifest('["hatchling"]'),
    [`${packages}/hatchling-1.33.0.dist-info/METADATA`]: '',
    [`${packages}/trove_classifiers-2026.9.21.13.dist-info/METADATA`]: '',
    [`${packages}/hatchling/__init__.py`]: '',
  })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const members = [
    { name: 'pump', folder: 'apps/pump' },
    { name: 'kit', folder: 'libs/kit' },
  ];
  const of = (pythonVersion: string) =>
    buildBackend({ workspaceRoot: root, project: { members }, pythonVersion });
  expect(await of('3.11')).toEqual({
    required: ['hatchling', 'hatch_vcs'],
    lock: LOCK,
    pythonVersion: '3.11',
    installed: [
      { name: 'hatchling', version: '1.33.0' },
      { name: 'trove_classifiers', version: '2026.9.21.13' },
    ],
  });
  expect((await of('3.12')).installed).toEqual([]);
});
