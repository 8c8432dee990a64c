import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Disk } from '../hashing/disk.ts';
import { projectDependencies } from './dependencies.ts';

const kit = {
  'libs/kit/pyproject.toml': '[project]\nname = "Modax_Kit"\n',
  'libs/kit/src/modax_kit/__init__.py': '',
};

/** Projects that the pump needs, when its files are these. */
function needed(pyproject: string, sources: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'modax-graph-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const files = {
    ...kit,
    'pyproject.toml': '[project]\nname = "workspace"\ndependencies = ["modax-kit"]\n',
    'apps/pump/pyproject.toml': `[project]\nname = "pump"\n${pyproject}`,
    ...sources,
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const projects = {
    workspace: { root: '.' },
    pump: { root: 'apps/pump' },
    kit: { root: 'libs/kit' },
    page: { root: 'apps/page' },
  };
  return projectDependencies(projects, new Disk(root));
}

const edge = [{ source: 'pump', target: 'kit' }];

describe('a project needs another', () => {
  test.each([
    ['as a dependency', 'dependencies = ["modax-kit>=1; python_version < \'4\'"]'],
    ['as an extra', '[project.optional-dependencies]\nfast = ["modax_kit[all]"]'],
    ['in a group', '[dependency-groups]\ntest = ["Modax.Kit", { include-group = "x" }]'],
  ])('%s', (_, pyproject) => {
    expect(needed(pyproject)).toEqual(edge);
  });

  test('that it imports without a word, in tests too', () => {
    expect(needed('', { 'apps/pump/src/pump.py': 'from modax_kit import x\n' })).toEqual(edge);
    expect(needed('', { 'apps/pump/tests/test_a.py': 'import modax_kit.x\n' })).toEqual(edge);
  });
});

test('a project needs nothing that it neither asks for nor imports', () => {
  expect(
    needed('dependencies = ["modax-kit-extra"]', {
      'apps/pump/src/pump.py': '# import modax_kit\nimport modax_kitten\nfrom . import modax_kit\n',
    }),
  ).toEqual([]);
});
