import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute, pluginWorkspace } from './testing/whole-workspace.ts';

/* The generator as a developer calls it, in a copy of this plugin, and the gates of what it makes. */

let root = '';
const plugin = () => join(root, 'tools/nx-python');

beforeAll(async () => {
  root = pluginWorkspace();
  const made = await execute(root, ['nx', 'generate', '@modax/nx-python:executor', 'doc-strings']);
  expect(made.code, made.text).toBe(0);
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

test('its types are right', async () => {
  const { code, text } = await execute(plugin(), ['tsc', '--build', 'tsconfig.json']);
  expect(code, text).toBe(0);
});

test('it is formatted', async () => {
  const options = ['--config', join(root, '.prettierrc.json')];
  const files = ['executors.json', 'src/executors', 'src/hashing/plan.ts'];
  const { code, text } = await execute(plugin(), ['prettier', '--check', ...options, ...files]);
  expect(code, text).toBe(0);
});

test('its specs pass, and those that hold for every executor know it', async () => {
  const { code, text } = await execute(plugin(), [
    'vitest',
    'run',
    '--config',
    '../../vitest.config.ts',
    '--reporter=verbose',
    'src/executors/doc-strings',
    'src/executors/tools.spec.ts',
    'src/hashing/executor-code.spec.ts',
  ]);
  expect(code, text).toBe(0);
  expect(text).toContain('src/executors/doc-strings/parse.spec.ts');
  expect(text).toContain('the code of doc-strings');
  expect(text).toMatch(/tools\.spec\.ts > doc-strings/);
});

test('the same name again is refused', async () => {
  const again = await execute(root, ['nx', 'generate', '@modax/nx-python:executor', 'doc-strings']);
  expect(again.code).not.toBe(0);
  expect(again.text).toContain("PROJECT_NAME_TAKEN: 'doc-strings' is there already");
});
