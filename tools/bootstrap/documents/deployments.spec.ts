import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './pages.ts';

/* There is no deployment that looks at health yet: none may be made by the way. */

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Job extends Pick<Step, 'uses'> {
  readonly environment?: string;
  readonly steps?: readonly Step[];
}

interface File {
  readonly jobs?: Readonly<Record<string, Job>>;
  readonly runs?: { readonly steps: readonly Step[] };
}

const paths = globSync(['.github/workflows/*.yml', '.github/actions/*/action.yml'], { cwd: root });
const files = paths.map((path) => parse(readFileSync(join(root, path), 'utf8')) as File);
const jobs = files.flatMap((file) => Object.values(file.jobs ?? {}));
const steps = [
  ...jobs.flatMap((job) => job.steps ?? []),
  ...files.flatMap(({ runs }) => runs?.steps ?? []),
];

const sorted = (all: readonly string[]): readonly string[] => [...new Set(all)].sort();

describe('A deployment', () => {
  it('is made for no environment', () => {
    expect(sorted(jobs.flatMap(({ environment }) => environment ?? []))).toEqual(['registry']);
  });

  it('is made by no file of another name: GitHub takes some that no test here reads', () => {
    const all = globSync(['.github/workflows/**', '.github/actions/**'], { cwd: root });
    const found = all.filter((path) => statSync(join(root, path)).isFile());
    expect(found.sort()).toEqual(paths.toSorted());
  });

  it('is made by no command: these are all that run', () => {
    const commands = steps.flatMap(({ run = '' }) => run.trim().split('\n'));
    expect(sorted(commands.filter((command) => command !== ''))).toEqual([
      '.ci/install-workflow-tools actionlint',
      '.venv/bin/trivy image --download-db-only',
      'env --unset=ACTIONS_ID_TOKEN_REQUEST_TOKEN --unset=ACTIONS_ID_TOKEN_REQUEST_URL .venv/bin/trivy image --download-db-only',
      'node tools/hooks/src/judge-messages/main.ts',
      'node tools/workflows/src/cache-token/main.ts >> "$GITHUB_OUTPUT"',
      'node tools/workflows/src/security-tab/main.ts',
      'node tools/workflows/src/test-merge/main.ts',
      'node tools/workflows/src/verdict/main.ts',
      'npm run --silent matrix -- --base="$BASE" --fork="$FORK" --jobs="$JOBS" --github >> "$GITHUB_OUTPUT"',
      'npm run pipeline -- --only="$PROJECT:docker-scan"',
      'npm run pipeline -- --only="$PROJECT:docker-start"',
      'npm run pipeline -- --only="$PROJECT:test"',
      'npm run pipeline -- --only="$TASKS"',
      'npm run pipeline -- --only="workspace:audit-workflows workspace:lint-workflows workspace:scan-secrets"',
      'npm run pipeline -- --only="workspace:scan-dependencies"',
      'npm run repository -- announce "$TAG"',
      'npm run repository -- verify "$TAG"',
      'npm run setup',
      'npx nx run "$PROJECT:docker-push" --exclude-task-dependencies',
      'npx nx run-many -t docker-promote',
      'npx nx run-many -t docker-promote --rehearse',
      `printf '%s\\n' 'folders<<.' node_modules {apps,libs,tools}'/*/node_modules' . >> "$GITHUB_OUTPUT"`,
      'sudo .ci/install-broker',
    ]);
  });

  it('is made by no action: these are all that are used', () => {
    const used = [...jobs, ...steps].flatMap(({ uses }) => uses?.replace(/@.*/, '') ?? []);
    expect(sorted(used)).toEqual([
      './.github/actions/set-up',
      './.github/actions/set-up-builder',
      './.github/actions/set-up-images',
      './.github/actions/set-up-node',
      './.github/actions/verdict',
      './.github/workflows/images.yml',
      './.github/workflows/plan.yml',
      'actions/cache',
      'actions/cache/restore',
      'actions/cache/save',
      'actions/checkout',
      'actions/download-artifact',
      'actions/setup-node',
      'actions/setup-python',
      'actions/upload-artifact',
      'codecov/codecov-action',
      'docker/setup-buildx-action',
      'github/codeql-action/upload-sarif',
      'nrwl/nx-set-shas',
      'sigstore/cosign-installer',
    ]);
  });
});
