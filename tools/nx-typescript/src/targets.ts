import type { TargetConfiguration } from '@nx/devkit';

/** Everything in the project but documentation, generated files and reports. */
const ownFiles = [
  '{projectRoot}/**/*',
  '!{projectRoot}/**/*.md',
  '!{projectRoot}/dist/**/*',
  '!{projectRoot}/coverage/**/*',
];

/** The same for the libraries below it: types and behaviour reach upwards. */
const librariesBelow = { input: 'typescript', dependencies: true };

/** Both name the interpreter and the modules: the locked Node and every locked package. */
const toolchain = ['{workspaceRoot}/package-lock.json', '{workspaceRoot}/package.json'];

/**
 * The targets of a TypeScript project: `lint` (ESLint with module boundaries), `format` (prettier),
 * `typecheck` (`tsc --build`), `test` (vitest with coverage floors) and `check`, which is all of them;
 * beside them `format-fix`, which writes. `extra` is a named input, empty unless the project names more.
 */
export function typeScriptTargets(): Record<string, TargetConfiguration> {
  const run = (command: string, target: TargetConfiguration): TargetConfiguration => ({
    executor: 'nx:run-commands',
    cache: true,
    options: { command, cwd: '{projectRoot}' },
    ...target,
  });
  return {
    lint: run('eslint --max-warnings=0 .', {
      inputs: [
        ...ownFiles,
        librariesBelow,
        ...toolchain,
        '{workspaceRoot}/eslint.config.mjs',
        '{workspaceRoot}/tsconfig.base.json',
        '{workspaceRoot}/nx.json',
      ],
    }),
    // Prettier looks for its ignore file where it is started, in the project: a file there would hide
    // what it names, and the workspace's would not count.
    format: run('prettier --check . --ignore-path ../../.prettierignore', {
      inputs: [
        '{projectRoot}/**/*',
        ...toolchain,
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
        command: 'prettier --write . --ignore-path ../../.prettierignore',
        cwd: '{projectRoot}',
      },
    },
    typecheck: run('tsc --build', {
      inputs: [...ownFiles, librariesBelow, ...toolchain, '{workspaceRoot}/tsconfig.base.json'],
      outputs: ['{projectRoot}/dist'],
      // Project references write into the libraries' own dist: one writer at a time.
      dependsOn: ['^typecheck'],
    }),
    // At a desk vitest would let `.only` pass over all other tests, and the green would be cached.
    test: run('vitest run --coverage --allowOnly=false --config ../../vitest.config.ts', {
      inputs: [
        ...ownFiles,
        librariesBelow,
        ...toolchain,
        '{workspaceRoot}/vitest.config.ts',
        '{workspaceRoot}/tsconfig.base.json',
        'extra',
      ],
      outputs: ['{workspaceRoot}/reports/{projectName}/vitest.*', '{projectRoot}/coverage'],
    }),
    check: {
      executor: 'nx:noop',
      dependsOn: ['lint', 'format', 'typecheck', 'test'],
    },
  };
}
