import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsAreDeclared } from './declared-imports.ts';
import { temporaryFolder, writeFiles } from './testing/folders.ts';

const repository = resolve(import.meta.dirname, '../../..');

const pump = [
  '[project]',
  'name = "sample-pump"',
  'version = "0.0.0"',
  'dependencies = ["pydantic"]',
  '[dependency-groups]',
  'test = ["pytest"]',
  '[tool.deptry]',
  'known_first_party = ["tests"]',
  '',
].join('\n');

const valve = '[project]\nname = "sample-valve"\nversion = "0.0.0"\ndependencies = ["httpx"]\n';

/** Two projects that declare what they import, with the repository's own deptry. */
function workspace(): string {
  const root = temporaryFolder();
  writeFiles(root, {
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["apps/*"]\n',
    'apps/pump/pyproject.toml': pump,
    'apps/pump/src/pump/flow.py': 'import json\n\nimport pydantic\n',
    'apps/pump/tests/test_flow.py': 'import pydantic\nimport pytest\n\nfrom tests import water\n',
    'apps/pump/tests/water.py': 'from pump import flow\n',
    'apps/valve/pyproject.toml': valve,
    'apps/valve/src/valve/turn.py': 'import httpx\n',
    'apps/valve/tests/test_turn.py': 'from valve import turn\n',
  });
  mkdirSync(join(root, '.venv/bin'), { recursive: true });
  symlinkSync(join(repository, '.venv/bin/deptry'), join(root, '.venv/bin/deptry'));
  return root;
}

async function judged(root: string): Promise<{ declared: boolean; said: string }> {
  let said = '';
  const declared = await importsAreDeclared(root, (text) => {
    said += text;
  });
  return { declared, said };
}

describe('What a Python project imports', () => {
  it('is declared', async () => {
    expect(await judged(workspace())).toEqual({ declared: true, said: '' });
  });

  it.each([
    ['in its code, and only another project declares it', 'src/pump/flow.py', 'httpx', 'DEP00'],
    ['in its tests, and only another project declares it', 'tests/water.py', 'httpx', 'DEP00'],
    ['in its code, and it is declared for the tests only', 'src/pump/flow.py', 'pytest', 'DEP004'],
  ])('is a fault when it is %s', async (_where, file, module, code) => {
    const root = workspace();
    writeFiles(root, { [`apps/pump/${file}`]: `import pydantic\nimport ${module}\n` });
    const { declared, said } = await judged(root);
    expect(declared).toBe(false);
    expect(said).toContain('apps/pump: deptry src');
    expect(said).toContain(`${file}:2:8: ${code}`);
    expect(said).toContain(`'${module}'`);
    expect(said).not.toContain('apps/valve');
  });

  it('is a fault when it is declared and nothing imports it', async () => {
    const root = workspace();
    writeFiles(root, { 'apps/valve/src/valve/turn.py': 'import json\n' });
    const { declared, said } = await judged(root);
    expect(declared).toBe(false);
    expect(said).toContain("DEP002 'httpx'");
  });

  it('is not judged to be declared without deptry', async () => {
    const root = workspace();
    rmSync(join(root, '.venv/bin/deptry'));
    const { declared, said } = await judged(root);
    expect(declared).toBe(false);
    expect(said).toContain('not-found');
  });

  it('is not judged to be declared without any project', async () => {
    const root = workspace();
    rmSync(join(root, 'apps'), { recursive: true });
    await expect(judged(root)).rejects.toThrow('no member of the workspace');
  });
});
