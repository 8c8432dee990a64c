import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pythonTargets } from './inference/targets.ts';
import { createNodes, name } from './plugin.ts';

const [pattern, infer] = createNodes;

test('the plugin is named like its package', () => {
  expect(name).toBe('@modax/nx-python');
});

describe('a project', () => {
  const pump = '[project]\nname = "modax-pump"\n';

  test('is a folder with a pyproject.toml, named like the folder, with all targets', async () => {
    expect(await inferred({ 'apps/pump/pyproject.toml': pump })).toEqual([
      [
        'apps/pump/pyproject.toml',
        {
          projects: {
            'apps/pump': {
              name: 'pump',
              projectType: 'application',
              tags: ['language:python', 'scope:application'],
              targets: pythonTargets(),
            },
          },
        },
      ],
    ]);
  });

  test('outside apps is a library', async () => {
    const [[, { projects }] = ['', { projects: {} }]] = await inferred({
      'libs/kit/pyproject.toml': pump,
    });
    expect(projects).toMatchObject({
      'libs/kit': {
        name: 'kit',
        projectType: 'library',
        tags: ['language:python', 'scope:library'],
      },
    });
  });

  test('with a broken file stops everything, with its name and what to do', async () => {
    const files = { 'apps/pump/pyproject.toml': pump, 'apps/valve/pyproject.toml': '[project]\n' };
    await expect(inferred(files)).rejects.toThrow(
      'apps/valve/pyproject.toml: [project] name is missing; give the project a name',
    );
  });
});

test.each([
  ['apps/pump/pyproject.toml', true],
  ['libs/kit/pyproject.toml', true],
  ['tools/kit/pyproject.toml', true],
  ['libs/group/kit/pyproject.toml', false],
  ['apps/pump/tests/fixture/pyproject.toml', false],
  ['services/pump/pyproject.toml', false],
  ['pyproject.toml', false],
  ['apps/pump/pyproject.toml.bak', false],
  ['apps/pump/setup.py', false],
])('looks at %s: %s', (file, looked) => {
  expect(matchesGlob(file, pattern)).toBe(looked);
});

/** What the plugin makes of a workspace with these files. */
async function inferred(files: Readonly<Record<string, string>>) {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'modax-plugin-'));
  onTestFinished(() => {
    rmSync(workspaceRoot, { recursive: true });
  });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(workspaceRoot, dirname(file)), { recursive: true });
    writeFileSync(join(workspaceRoot, file), text);
  }
  return infer(Object.keys(files), undefined, { workspaceRoot, nxJsonConfiguration: {} });
}
