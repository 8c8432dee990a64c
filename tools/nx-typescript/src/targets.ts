import type { TargetConfiguration } from '@nx/devkit';

/** Everything in the project but documentation, generated files and reports. */
const ownFiles = [
  '{projectRoot}/**/*',
  '!{projectRoot}/**/*.md',
  '!{projectRoot}/dist/**/*',
  '!{projectRoot}/coverage/**/*',
];

/** The sources of the libraries below it: types and behaviour reach upwards, tests do not. */
const librariesBelow = { input: 'typescript', dependencies: true };

/** Both name the interpreter and the modules: the locked Node and every locked package. */
const toolchain = ['{workspaceRoot}/package-lock.json', '{workspaceRoot}/package.json'];

/**
 * What Nx puts into every key that it makes, whatever is declared: two files, and the commands and inputs of the target,
 * which are stated here. `affected` goes by what is declared alone: left out, it would not plan a task whose key they
 * change. (`.nxignore` is one more, and no workspace of ours may have one.)
 */
const ofEveryKey = [
  '{workspaceRoot}/nx.json',
  '{workspaceRoot}/.gitignore',
  '{workspaceRoot}/tools/nx-typescript/src/{plugin,targets}.ts',
];

const prettierFiles = '--config ../../.prettierrc.json --ignore-path ../../.prettierignore';

const vitestOptions =
  '--coverage --allowOnly=false --passWithNoTests=false --config ../../vitest.config.ts';

/** Nx alone is to write into the remote cache: no program that it runs is told how. */
const UNTOLD = { NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: '' };

/**
 * The targets of a TypeScript project: `lint` (ESLint with module boundaries), `format` (prettier),
 * `typecheck` (`tsc`), `test` (vitest with coverage floors) and `check`, which is all of them;
 * beside them `format-fix`, which writes. `extra` is a named input, empty unless the project names more.
 */
export function typeScriptTargets(): Record<string, TargetConfiguration> {
  const run = (command: string, target: TargetConfiguration, env = {}): TargetConfiguration => ({
    executor: 'nx:run-commands',
    cache: true,
    options: { command, cwd: '{projectRoot}', env: { ...UNTOLD, ...env } },
    ...target,
  });
  return {
    // ESLint and prettier would take a configuration that lies nearer to a file instead of the workspace's.
    lint: run('eslint --config ../../eslint.config.mjs --max-warnings=0 .', {
      inputs: [
        ...ownFiles,
        librariesBelow,
        ...toolchain,
        ...ofEveryKey,
        '{workspaceRoot}/eslint.config.mjs',
        '{workspaceRoot}/tsconfig.base.json',
      ],
    }),
    // Prettier looks for its ignore file where it is started, in the project: a file there would hide
    // what it names, and the workspace's would not count.
    format: run(`prettier --check . ${prettierFiles}`, {
      inputs: [
        '{projectRoot}/**/*',
        ...toolchain,
        ...ofEveryKey,
        '{workspaceRoot}/.prettierrc.json',
        '{workspaceRoot}/.prettierignore',
        '{workspaceRoot}/.editorconfig',
      ],
    }),
    // A target of its own, never cached: a hit would leave the files as they are.
    'format-fix': {
      executor: 'nx:run-commands',
      cache: false,
      options: {
        command: `prettier --write . ${prettierFiles}`,
        cwd: '{projectRoot}',
      },
    },
    // Not `tsc --build`: that goes by the times of files, and passes over one that changed and kept its
    // time. The libraries' types are there because theirs is run first.
    typecheck: run('tsc --project tsconfig.json', {
      inputs: [
        ...ownFiles,
        librariesBelow,
        ...toolchain,
        ...ofEveryKey,
        '{workspaceRoot}/tsconfig.base.json',
      ],
      outputs: ['{projectRoot}/dist'],
      dependsOn: ['^typecheck'],
    }),
    // At a desk vitest would let `.only` pass over all other tests, and the green would be cached. No
    // configuration makes a project without tests a tested one.
    test: run(
      `vitest run ${vitestOptions}`,
      {
        inputs: [
          ...ownFiles,
          librariesBelow,
          ...toolchain,
          ...ofEveryKey,
          '{workspaceRoot}/vitest.config.ts',
          '{workspaceRoot}/tsconfig.base.json',
          'extra',
        ],
        outputs: ['{workspaceRoot}/reports/{projectName}/vitest.*', '{projectRoot}/coverage'],
      },
      // The pipeline keeps compiled code, of which coverage is known less exactly.
      { NODE_DISABLE_COMPILE_CACHE: '1' },
    ),
    check: {
      executor: 'nx:noop',
      dependsOn: ['lint', 'format', 'typecheck', 'test'],
    },
  };
}
