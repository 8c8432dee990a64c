import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { typeScriptTargets } from './targets.ts';

const targets = typeScriptTargets();

test('the targets of a TypeScript project, their commands and their order', () => {
  const table = Object.entries(targets).map(([name, { executor, dependsOn, options, cache }]) => ({
    name,
    executor,
    cache,
    dependsOn,
    command: commandOf(options),
  }));
  expect(table).toEqual([
    {
      name: 'lint',
      executor: 'nx:run-commands',
      cache: true,
      dependsOn: undefined,
      command: 'eslint --config ../../eslint.config.mjs --max-warnings=0 .',
    },
    {
      name: 'format',
      executor: 'nx:run-commands',
      cache: true,
      dependsOn: undefined,
      command:
        'prettier --check . --config ../../.prettierrc.json --ignore-path ../../.prettierignore',
    },
    {
      name: 'format-fix',
      executor: 'nx:run-commands',
      cache: false,
      dependsOn: undefined,
      command:
        'prettier --write . --config ../../.prettierrc.json --ignore-path ../../.prettierignore',
    },
    {
      name: 'typecheck',
      executor: 'nx:run-commands',
      cache: true,
      dependsOn: ['^typecheck'],
      command: 'tsc --project tsconfig.json',
    },
    {
      name: 'test',
      executor: 'nx:run-commands',
      cache: true,
      dependsOn: undefined,
      command:
        'vitest run --coverage --allowOnly=false --passWithNoTests=false --config ../../vitest.config.ts',
    },
    {
      name: 'check',
      executor: 'nx:noop',
      cache: undefined,
      dependsOn: ['lint', 'format', 'typecheck', 'test'],
      command: undefined,
    },
  ]);
});

test('every command is started in the project', () => {
  for (const { executor, options } of Object.values(targets)) {
    if (executor === 'nx:run-commands') expect(options).toMatchObject({ cwd: '{projectRoot}' });
  }
});

test('no cached command is told the token of the remote cache', () => {
  const env = { NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: '' };
  for (const { cache, options } of Object.values(targets)) {
    if (cache === true) expect(options).toMatchObject({ env });
  }
});

describe('a cached result', () => {
  const cached = Object.entries(targets).filter(([, { cache }]) => cache === true);

  test.each(cached)('of %s is of the files of the project and of the locked tools', (_, target) => {
    expect(target.inputs).toEqual(
      expect.arrayContaining([
        '{projectRoot}/**/*',
        '{workspaceRoot}/package-lock.json',
        '{workspaceRoot}/package.json',
      ]),
    );
  });

  test.each(cached)('of %s is planned for what Nx puts into each key by itself', (_, target) => {
    expect(target.inputs).toEqual(
      expect.arrayContaining([
        '{workspaceRoot}/nx.json',
        '{workspaceRoot}/.gitignore',
        '{workspaceRoot}/tools/nx-typescript/src/{plugin,targets}.ts',
      ]),
    );
  });

  test.each([
    ['lint', ['eslint.config.mjs', 'tsconfig.base.json']],
    ['format', ['.prettierrc.json', '.prettierignore', '.editorconfig']],
    ['typecheck', ['tsconfig.base.json']],
    ['test', ['vitest.config.ts', 'tsconfig.base.json']],
  ])('of %s is of its configuration', (name, files) => {
    expect(targets[name]?.inputs).toEqual(
      expect.arrayContaining(files.map((file) => `{workspaceRoot}/${file}`)),
    );
  });

  test.each(['lint', 'typecheck', 'test'])('of %s is of the libraries below', (name) => {
    expect(targets[name]?.inputs).toContainEqual({ input: 'typescript', dependencies: true });
  });

  test('is not of documentation, but for the formatter, which reads it', () => {
    const withoutDocumentation = cached
      .filter(([, { inputs }]) => inputs?.includes('!{projectRoot}/**/*.md'))
      .map(([name]) => name);
    expect(withoutDocumentation).toEqual(['lint', 'typecheck', 'test']);
  });

  test('restores what no other target writes', () => {
    const outputs = cached.flatMap(([, target]) => target.outputs ?? []);
    expect(outputs).toEqual([
      '{projectRoot}/dist',
      '{workspaceRoot}/reports/{projectName}/vitest.*',
      '{projectRoot}/coverage',
    ]);
  });
});

describe('the real tools', () => {
  test('format fails on an unformatted file though the project has an ignore file for it', () => {
    const project = sampleProject({
      'src/unformatted.ts': 'export const  one = 1\n',
      '.prettierignore': '*\n',
    });
    expect(project.run('format')).not.toBe(0);
  });

  test('format fails on an unformatted file though the project is formatted otherwise', () => {
    const project = sampleProject({
      'src/unformatted.ts': 'export const one = "1"\n',
      '.prettierrc.json': '{ "semi": false, "singleQuote": false }\n',
    });
    expect(project.run('format')).not.toBe(0);
  });

  test('lint fails on an error though the project has a configuration without rules', () => {
    const project = sampleProject({
      'src/debugger.js': 'debugger;\n',
      'src/eslint.config.mjs': 'export default [];\n',
    });
    expect(project.run('lint')).not.toBe(0);
  });

  test('typecheck fails on an error that came in without a new time of the file', () => {
    const options = { composite: true, rootDir: 'src', outDir: 'dist', types: [], strict: true };
    const project = sampleProject({
      'tsconfig.json': JSON.stringify({ compilerOptions: options, include: ['src'] }),
      'src/one.ts': 'export const one: number = 1111;\n',
    });
    const past = new Date('2026-01-01');
    const file = join(project.folder, 'src/one.ts');
    utimesSync(file, past, past);
    expect(project.run('typecheck')).toBe(0);
    project.write('src/one.ts', 'export const one: number = "11";\n');
    utimesSync(file, past, past);
    expect(project.run('typecheck')).not.toBe(0);
  });

  test('test fails where there is no test, whatever the configuration says', () => {
    const project = sampleProject({ 'package.json': '{ "type": "module" }\n' });
    expect(project.run('test')).not.toBe(0);
  });

  test('format passes over what the workspace ignores, wherever it lies', () => {
    const project = sampleProject({
      'src/formatted.ts': 'export const one = 1;\n',
      'coverage/report.json': '{"unformatted":1}',
    });
    expect(project.run('format')).toBe(0);
  });

  test('format-fix writes', () => {
    const project = sampleProject({ 'src/unformatted.ts': 'export const  one = 1\n' });
    expect(project.run('format-fix')).toBe(0);
    expect(project.run('format')).toBe(0);
  });

  test('test fails where only one of the tests would run', () => {
    const passing = "import { test } from 'vitest';\ntest('passes', () => {});\n";
    const project = sampleProject({
      'package.json': '{ "type": "module" }\n',
      'src/one.spec.ts': passing,
    });
    expect(project.run('test')).toBe(0);
    project.write('src/one.spec.ts', passing.replace('test(', 'test.only('));
    expect(project.run('test')).not.toBe(0);
  });
});

/** A folder `libs/sample` in a workspace with this repository's modules and formatter's files. */
function sampleProject(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'modax-typescript-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const repository = resolve(import.meta.dirname, '../../..');
  const modules = join(repository, 'node_modules');
  symlinkSync(modules, join(root, 'node_modules'));
  const project = join(root, 'libs/sample');
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  writeFileSync(join(root, '.prettierrc.json'), '{}\n');
  writeFileSync(
    join(root, 'eslint.config.mjs'),
    'export default [{ rules: { "no-debugger": "error" } }];\n',
  );
  writeFileSync(join(root, '.prettierignore'), 'node_modules\ncoverage\n');
  writeFileSync(
    join(root, 'vitest.config.ts'),
    'export default { test: { root: process.cwd(), include: ["src/**/*.spec.ts"], passWithNoTests: true } };\n',
  );
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n');
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    folder: project,
    write,
    /** The exit code of the target's command, started as Nx would at a desk. */
    run(target: string, configuration?: string): number | null {
      const command = commandOf(
        configuration === undefined
          ? targets[target]?.options
          : targets[target]?.configurations?.[configuration],
      );
      const [program = '', ...arguments_] = (command ?? '').split(' ');
      const desk = { ...process.env, CI: undefined };
      return spawnSync(join(modules, '.bin', program), arguments_, { cwd: project, env: desk })
        .status;
    },
  };
}

function commandOf(options: unknown): string | undefined {
  return typeof options === 'object' &&
    options !== null &&
    'command' in options &&
    typeof options.command === 'string'
    ? options.command
    : undefined;
}
