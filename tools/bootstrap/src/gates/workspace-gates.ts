import type { GateRules } from './gates.ts';

/** A machine without actionlint has another key than one with it. */
const WORKFLOW_TOOLS = {
  runtime:
    't=${MODAX_WORKFLOW_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/modax/workflow-tools}; ls $t/bin 2>&1; cat $t/*.stamp 2>&1; true',
};

/** Nx alone is to write into the remote cache: no program that it runs is told how. */
const WITHHELD = 'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN';
const UNTOLD = { [WITHHELD]: '' };

/**
 * The gates of this repository. The steps of the workspace's own project stand in the root `package.json`
 * and here: who takes one away there has to say so in this file too, which is code that is reviewed.
 */
export const WORKSPACE_GATES: GateRules = {
  plugins: ['@modax/nx-python', '@modax/nx-typescript', '@modax/nx-container'],
  withheld: [WITHHELD],
  projects: [
    {
      name: 'workspace',
      root: '.',
      targets: {
        'lint-imports': {
          executor: 'nx:run-commands',
          cache: true,
          inputs: [
            '{workspaceRoot}/{apps,libs}/*/src/**/*.py',
            '{workspaceRoot}/pyproject.toml',
            '{workspaceRoot}/uv.lock',
            '{workspaceRoot}/.python-version',
          ],
          options: { command: '.venv/bin/lint-imports --no-cache', env: UNTOLD },
        },
        'lint-dependencies': {
          executor: 'nx:run-commands',
          cache: true,
          inputs: [
            '{workspaceRoot}/{apps,libs}/*/{src,tests}/**/*.py',
            '{workspaceRoot}/{apps,libs}/*/pyproject.toml',
            '{workspaceRoot}/pyproject.toml',
            '{workspaceRoot}/uv.lock',
            '{workspaceRoot}/.python-version',
            '{workspaceRoot}/libs/command/src/**/*',
            '{workspaceRoot}/package-lock.json',
          ],
          options: { command: 'node tools/bootstrap/src/lint-dependencies.ts', env: UNTOLD },
        },
        format: {
          executor: 'nx:run-commands',
          cache: true,
          inputs: [
            '{workspaceRoot}/*',
            '{workspaceRoot}/docs/**/*',
            '{workspaceRoot}/.github/**/*',
            '{workspaceRoot}/.prettierrc.json',
          ],
          options: {
            command:
              'prettier --check "*.{json,md,mjs,ts,yml}" "{docs,.github}/**/*.{json,md,yml}" --no-error-on-unmatched-pattern',
            env: UNTOLD,
          },
        },
        'audit-workflows': {
          executor: 'nx:run-commands',
          cache: true,
          inputs: [
            '{workspaceRoot}/.github/**/*',
            '{workspaceRoot}/tools/workflows/src/audit/!(*.spec.ts)',
            '{workspaceRoot}/tools/workflows/src/checkout.ts',
            '{workspaceRoot}/uv.lock',
            '{workspaceRoot}/.python-version',
          ],
          outputs: ['{workspaceRoot}/reports/workspace/audit-workflows.*'],
          options: { command: 'node tools/workflows/src/audit/main.ts', env: UNTOLD },
        },
        'lint-workflows': {
          executor: 'nx:run-commands',
          cache: true,
          inputs: ['{workspaceRoot}/.github/**/*', WORKFLOW_TOOLS],
          options: { command: 'node tools/workflows/src/lint/main.ts', env: UNTOLD },
        },
        'scan-secrets': {
          executor: 'nx:run-commands',
          cache: true,
          inputs: [
            '{workspaceRoot}/**/*',
            // What git knows though it ignores it is in no other key, and must be found all the same.
            { runtime: 'git ls-files --cached --ignored --exclude-standard' },
          ],
          outputs: ['{workspaceRoot}/reports/workspace/scan-secrets.*'],
          options: { command: 'node tools/workflows/src/secrets/main.ts', env: UNTOLD },
        },
        // Of the database of the day, which no key is of.
        'scan-dependencies': {
          executor: 'nx:run-commands',
          cache: false,
          options: { command: 'node tools/workflows/src/dependencies/main.ts', env: UNTOLD },
        },
        documents: {
          executor: 'nx:run-commands',
          cache: true,
          inputs: [
            '{workspaceRoot}/*.md',
            '{workspaceRoot}/{docs,config,.github,.ci}/**/*',
            '{workspaceRoot}/docker-compose.yml',
            '{workspaceRoot}/package.json',
            '{workspaceRoot}/package-lock.json',
            '{workspaceRoot}/nx.json',
            '{workspaceRoot}/uv.lock',
            '{workspaceRoot}/tools/bootstrap/{documents,src}/**/*',
            '{workspaceRoot}/tools/nx-python/src/**/*',
            '{workspaceRoot}/tools/workflows/src/**/*',
            WORKFLOW_TOOLS,
          ],
          options: {
            command: 'vitest run --config tools/bootstrap/documents/vitest.config.ts',
            env: UNTOLD,
          },
        },
        check: {
          executor: 'nx:noop',
          dependsOn: [
            'lint-imports',
            'lint-dependencies',
            'format',
            'audit-workflows',
            'lint-workflows',
            'scan-secrets',
            'documents',
          ],
        },
      },
    },
  ],
  nxJson: {
    plugins: ['@nxlv/python', '@modax/nx-python', '@modax/nx-typescript', '@modax/nx-container'],
    namedInputs: {
      typescript: [
        '{projectRoot}/src/**/*',
        '{projectRoot}/package.json',
        '{projectRoot}/tsconfig.json',
        '!{projectRoot}/src/**/*.spec.ts',
      ],
      python: [
        '{projectRoot}/**/*.py',
        '{projectRoot}/src/**/*',
        '{projectRoot}/pyproject.toml',
        '!{projectRoot}/tests/**/*',
      ],
      image: [
        '{projectRoot}/{package.json,pyproject.toml}',
        '{projectRoot}/src/**/*',
        '!{projectRoot}/src/**/*.spec.ts',
        '!{projectRoot}/src/**/testing/**/*',
      ],
    },
  },
};
