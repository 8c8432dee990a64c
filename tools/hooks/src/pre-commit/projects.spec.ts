import { existsSync, mkdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Checkout } from '../testing/checkout.ts';
import { stateOf } from '../testing/state.ts';

let checkout: Checkout;

describe('A Python project', () => {
  beforeEach(() => {
    checkout = new Checkout();
    checkout.addPythonProject();
  });

  it('is typed as a whole, as it is staged', async () => {
    checkout.write(
      'apps/pump/src/pump/use.py',
      'from pump.flow import flow\n\n\ndef use() -> int:\n    return flow(1)\n',
    );
    checkout.commitAll('a caller');
    checkout.stage(
      'apps/pump/src/pump/flow.py',
      'def flow(strokes: str) -> str:\n    return strokes\n',
    );
    checkout.write('apps/pump/src/pump/use.py', 'the caller is mended, but not staged\n');
    const before = stateOf(checkout);
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toMatch(/apps\/pump\/src\/pump\/use\.py\n +5:\d+ +error +return-value/);
    expect(stateOf(checkout)).toEqual(before);

    checkout.stage(
      'apps/pump/src/pump/use.py',
      'from pump.flow import flow\n\n\ndef use() -> str:\n    return flow("1")\n',
    );
    expect(checkout.commit()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(join(checkout.root, '.mypy_cache'))).toBe(false);
  });

  it('is seen anew when size and second of a change are the same', async () => {
    for (const name of ['int', 'str', 'int', 'str']) {
      const text = `def flow(strokes: int) -> ${name}:\n    return strokes\n`;
      checkout.stage('apps/pump/src/pump/flow.py', text);
      expect((await checkout.hook('pre-commit')).code, name).toBe(name === 'int' ? 0 : 1);
    }
  });

  it('uses what is staged of another project, not what is in the working tree', async () => {
    checkout.write('libs/kit/pyproject.toml', '[project]\nname = "kit"\nversion = "0.0.0"\n');
    checkout.write('libs/kit/src/kit/__init__.py', 'def size() -> int:\n    return 1\n');
    checkout.write('libs/kit/src/kit/py.typed', '');
    checkout.commitAll('a library');
    checkout.write('libs/kit/src/kit/__init__.py', 'def size() -> str:\n    return "1"\n');
    checkout.stage(
      'apps/pump/src/pump/flow.py',
      'from kit import size\n\n\ndef flow() -> int:\n    return size()\n',
    );
    expect(await checkout.hook('pre-commit')).toEqual({ code: 0, stderr: '' });
    checkout.git('add', 'libs');
    expect((await checkout.hook('pre-commit')).stderr).toMatch(
      /flow\.py\n +5:\d+ +error +return-value/,
    );
  });

  it('begins with what the executors’ mypy knows of installed packages', async () => {
    checkout.write('.mypy_cache/pump/modax-sources.json', '{}');
    checkout.write('.mypy_cache/pump/known', '');
    checkout.stage('apps/pump/src/pump/flow.py', 'x = 1\n');
    expect(await checkout.hook('pre-commit')).toEqual({ code: 0, stderr: '' });
    expect(existsSync(join(checkout.root, '.git/modax-hooks/mypy/pump/known'))).toBe(true);
  });

  it('with a manifest that states nonsense is told so', async () => {
    checkout.stage('apps/pump/pyproject.toml', '[project]\nname = ""\n');
    checkout.stage('apps/pump/src/pump/flow.py', 'x = 1\n');
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(2);
    expect(stderr).toContain('PROJECT_INVALID (apps/pump/pyproject.toml)');
  });

  it('may have as many warnings as it may have, and its exceptions hold', async () => {
    const long = `x = "${'y'.repeat(130)}"\n`;
    checkout.stage('apps/pump/src/pump/flow.py', long);
    expect((await checkout.hook('pre-commit')).stderr).toMatch(/1:\d+ +warning +E501/);
    checkout.stage(
      'apps/pump/pyproject.toml',
      '[project]\nname = "sample-pump"\nversion = "0.0.0"\n\n[tool.modax]\nwarning-budget = 1\n',
    );
    expect(await checkout.hook('pre-commit')).toEqual({ code: 0, stderr: '' });
  });

  it('is not judged with tools of another lock, or without one', async () => {
    checkout.stage('apps/pump/src/pump/flow.py', 'x: int = ""\n');
    checkout.replaceTool('mypy', 'exit 127');
    expect(await checkout.hook('pre-commit')).toMatchObject({ code: 1 });
    checkout.removeTool('mypy');
    const missing = await checkout.hook('pre-commit');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toMatch(/TOOL_MISSING: .*mypy[^]*npm run setup/);
    checkout.write('uv.lock', 'version = 2\n');
    const other = await checkout.hook('pre-commit');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(
      'ENVIRONMENT_BROKEN: the Python environment was made from another',
    );
  });
});

describe('A TypeScript project', () => {
  it('without its tools is not judged, and says what to do', async () => {
    checkout = new Checkout();
    checkout.addTypeScriptProject();
    checkout.stage('tools/gauge/src/use.ts', 'export const use = 1;\n');
    unlinkSync(join(checkout.root, 'node_modules'));
    mkdirSync(join(checkout.root, 'node_modules'));
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(2);
    expect(stderr).toMatch(/TOOL_MISSING: .*tsc[^]*npm run setup/);
  });

  it('is linted, typed and formatted as it is staged', async () => {
    checkout = new Checkout();
    checkout.addTypeScriptProject();
    checkout.stage(
      'tools/gauge/src/use.ts',
      "import { read } from './read.ts';\nconst text: string = read();\nvar told = text as any;\nexport { told };\n",
    );
    checkout.write('tools/gauge/src/read.ts', "export const read = (): string => '';\n");
    const before = stateOf(checkout);
    const { code, stderr } = await checkout.hook('pre-commit');
    expect(code).toBe(1);
    expect(stderr).toMatch(/tools\/gauge\/src\/use\.ts\n/);
    expect(stderr).toMatch(/ 2:7 +error +TS2322 +Type 'number' is not assignable/);
    expect(stderr).toMatch(/ 3:\d+ +error +@typescript-eslint\/no-explicit-any/);
    expect(stateOf(checkout)).toEqual(before);

    checkout.stage(
      'tools/gauge/src/use.ts',
      "import {read} from './read.ts'\nexport const told = read()+1\n",
    );
    const made = await checkout.checkedCommit();
    expect(made).toMatchObject({ code: 0, stderr: 'formatted tools/gauge/src/use.ts\n' });
    expect(checkout.git('show', 'HEAD:tools/gauge/src/use.ts')).toBe(
      "import { read } from './read.ts';\nexport const told = read() + 1;\n",
    );
    expect(checkout.git('status', '--porcelain')).toBe(' M tools/gauge/src/read.ts\n');
  });
});
