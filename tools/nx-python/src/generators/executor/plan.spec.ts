import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { repository } from '../../testing/sample-workspace.ts';
import generate from './generator.ts';
import { registerPaths } from './plan.ts';

let tree: Tree;

beforeEach(() => {
  tree = createTree();
  // Under this name Nx takes it from the tree, which is on no disk.
  tree.write('.prettierrc', readFileSync(join(repository, '.prettierrc.json'), 'utf8'));
  for (const path of Object.values(registerPaths)) {
    tree.write(path, readFileSync(join(repository, path), 'utf8'));
  }
  const executors = 'tools/nx-python/src/executors';
  for (const { name } of readdirSync(join(repository, executors), { withFileTypes: true })) {
    if (!name.endsWith('.ts')) tree.write(`${executors}/${name}/tool.ts`, '');
  }
});

/** The lines that a register has more than before; every other line is as it was. */
function addedTo(register: keyof typeof registerPaths): readonly string[] {
  const path = registerPaths[register];
  const before = readFileSync(join(repository, path), 'utf8').split('\n');
  const added: string[] = [];
  for (const line of tree.read(path, 'utf8')?.split('\n') ?? []) {
    // A list's last entry gets the comma that it had no need of.
    if (before[0] === line || `${before[0] ?? ''},` === line) before.shift();
    else added.push(line.trim());
  }
  expect(before).toEqual([]);
  return added;
}

test('an executor is these files', async () => {
  const before = tree.listChanges().length;
  await generate(tree, { name: 'docstrings' });
  expect(tree.children('tools/nx-python/src/executors/docstrings').sort()).toEqual([
    'command.spec.ts',
    'command.ts',
    'executor.ts',
    'parse.spec.ts',
    'parse.ts',
    'schema.json',
    'tool.ts',
  ]);
  expect(tree.listChanges()).toHaveLength(before + 7);
});

test.each(['docstrings', 'doc-strings'])('every register knows %s', async (name) => {
  await generate(tree, { name });
  const variable = name === 'docstrings' ? name : 'docStrings';
  expect(addedTo('executors').join('\n')).toContain(`./src/executors/${name}/executor.ts#batch`);
  expect(addedTo('plans').join('\n')).toContain('...none,\nfiles: isPython,');
  expect(addedTo('specs')).toContain(`import { ${variable} } from './${name}/tool.ts';`);
  const executors = JSON.parse(tree.read(registerPaths.executors, 'utf8') ?? '') as {
    executors: Record<string, unknown>;
  };
  expect(Object.keys(executors.executors)).toContain(name);
});

describe('is refused, and nothing is written', () => {
  test.each([
    ['bandit', 'PROJECT_NAME_TAKEN'],
    ['testing', 'PROJECT_NAME_TAKEN'],
    ['Doc', 'NAME_INVALID'],
    ['function', 'NAME_INVALID'],
    ['limits', 'NAME_INVALID'],
    ['context-of', 'NAME_INVALID'],
  ])('%s: %s', async (name, code) => {
    const before = tree.listChanges().length;
    await expect(generate(tree, { name })).rejects.toThrow(`${code}: `);
    expect(tree.listChanges()).toHaveLength(before);
  });

  test.each(Object.entries(registerPaths))('without the place in %s', async (_, path) => {
    tree.write(path, '');
    await expect(generate(tree, { name: 'docstrings' })).rejects.toThrow(
      `WORKSPACE_FORM_UNKNOWN (${path}): `,
    );
    expect(tree.exists('tools/nx-python/src/executors/docstrings')).toBe(false);
  });
});
