import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import generateLibrary from '../python-library/generator.ts';
import generateService from '../python-service/generator.ts';
import { lockAfterwards, lockCall, readWorkspace } from './effects.ts';

const workspaceFile = `[project]
requires-python = ">=3.9"

[dependency-groups]
test = ["httpx>=0.28", "pytest>=8.4"]

[tool.uv.workspace]
members = ["apps/oven", "libs/service-kit"]

[tool.importlinter]
root_packages = ["modax_oven", "modax_service"]

[[tool.importlinter.contracts]]
type = "layers"
layers = ["modax_oven", "modax_service"]
`;

let tree: Tree;

beforeEach(() => {
  tree = createTree();
  tree.write('pyproject.toml', workspaceFile);
  tree.write('apps/oven/src/modax_oven/settings.py', '    port: int = Field(8010, ge=1)\n');
  tree.write(
    'libs/service-kit/pyproject.toml',
    '[project]\ndependencies = ["fastapi>=0.115", "pydantic>=2.11"]\n',
  );
});

const written = () => tree.listChanges().map(({ path }) => path);

test('what is there is seen: projects and ports', () => {
  const { projects, settings } = readWorkspace(tree);
  expect([...projects].sort()).toEqual(['oven', 'service-kit', 'workspace']);
  expect(settings).toEqual(['    port: int = Field(8010, ge=1)\n']);
});

test('a service and a library lie in the tree, beside each other', () => {
  generateService(tree, { name: 'pump-watch' });
  generateLibrary(tree, { name: 'flow' });
  expect(tree.read('apps/pump-watch/src/modax_pump_watch/settings.py', 'utf8')).toContain('8011');
  const text = tree.read('pyproject.toml', 'utf8');
  expect(text).toContain(
    'members = ["apps/oven", "apps/pump-watch", "libs/flow", "libs/service-kit"]',
  );
  expect(text).toContain(
    'layers = ["modax_oven | modax_pump_watch", "modax_service | modax_flow"]',
  );
});

test('a refusal leaves the tree as it was, and says what to do', () => {
  const before = written();
  for (const name of ['oven', 'Pump', 'json', 'workspace']) {
    expect(() => generateService(tree, { name })).toThrow(/^(PROJECT_NAME_TAKEN|NAME_INVALID): /);
    expect(() => generateLibrary(tree, { name })).toThrow(/\n {2}(Choose|Give)/);
  }
  expect(written()).toEqual(before);
  expect(tree.read('pyproject.toml', 'utf8')).toBe(workspaceFile);
});

describe('the lock', () => {
  test('is written by the uv of the checkout, with the index that it names', () => {
    const call = lockCall('/workspace', {
      PATH: '/nowhere',
      HOME: '/home/someone',
      UV_DEFAULT_INDEX: 'https://mirror.example/simple',
      UV_FROZEN: '1',
      UV_PROJECT: '/elsewhere',
    });
    expect(call.argv).toEqual(['/workspace/.modax/uv/bin/uv', 'lock']);
    expect(call.cwd).toBe('/workspace');
    expect(call.env).toMatchObject({ HOME: '/home/someone', XDG_CONFIG_HOME: '/dev/null' });
    expect(Object.keys(call.env).filter((name) => name.startsWith('UV_'))).toEqual([]);
  });

  test('that cannot be written is told with what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modax-lock-'));
    // Also a uv that the machine has fails here.
    mkdirSync(join(folder, 'pyproject.toml'));
    try {
      await expect(Promise.resolve(lockAfterwards(folder)())).rejects.toThrow(
        /^LOCK_NOT_WRITTEN \(uv\.lock\): the project was written, but uv lock [^]*\.modax\/uv\/bin\/uv lock/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
