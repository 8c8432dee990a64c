import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { root } from './pages.ts';

type StepName = 'audit-workflows' | 'lint-workflows' | 'scan-dependencies' | 'scan-secrets';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly nx: {
    readonly targets: Readonly<
      Record<StepName, { readonly options: { readonly command: string } }>
    >;
  };
};

interface LookedAt {
  readonly status: number | null;
  readonly said: string;
  /** What it leaves for the security tab. */
  readonly told: string;
}

/** Looks with a step of the workspace at a workflow with this step, instead of at the repository's own. */
function lookedAt(
  name: StepName,
  step: string,
  also: Readonly<Record<string, string>> = {},
): LookedAt {
  const [program = '', ...words] = manifest.nx.targets[name].options.command
    .split(' ')
    .map((word) => word.replace(/^(?=[\w.]+\/)/, `${root}/`));
  const folder = mkdtempSync(join(tmpdir(), 'modax-workflow-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  writeFileSync(
    join(folder, '.github/workflows/planted.yml'),
    `name: Planted\non: push\npermissions: {}\nconcurrency:\n  group: planted\n  cancel-in-progress: true\njobs:\n  planted:\n    name: Planted\n    runs-on: ubuntu-24.04\n    timeout-minutes: 5\n    steps:\n      - ${step}\n`,
  );
  for (const [file, text] of Object.entries(also)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  execFileSync('git', ['add', '--all'], { cwd: folder });
  const { status, stdout } = spawnSync(program === 'node' ? process.execPath : program, words, {
    cwd: folder,
    encoding: 'utf8',
  });
  const report = join(folder, `reports/workspace/${name}.sarif`);
  return { status, said: stdout, told: existsSync(report) ? readFileSync(report, 'utf8') : '' };
}

/** The rules that the security tab is told of, as they stand in a SARIF log. */
function rulesOf(told: string): readonly string[] {
  const { runs } = JSON.parse(told) as {
    readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[];
  };
  return runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId));
}

describe('The step audit-workflows', () => {
  it('passes what is well', () => {
    const { status, told } = lookedAt('audit-workflows', 'run: npm test');
    expect([status, rulesOf(told)]).toEqual([0, []]);
  });

  it.each([
    ['an action that is not pinned', 'uses: actions/cache@v5', 'unpinned-uses'],
    ['a title in a command', 'run: echo "${{ github.event.head_commit.message }}"', 'template-inj'],
    [
      'credentials that stay in the checkout',
      'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
      'artipacked',
    ],
  ])('fails for %s', (_, step, audit) => {
    const { status, said, told } = lookedAt('audit-workflows', step);
    expect(status).toBeGreaterThan(0);
    expect(said).toContain(audit);
    expect(rulesOf(told)).toContainEqual(expect.stringContaining(audit));
  });

  it.each(['.github/zizmor.yml', '.github/zizmor.yaml', 'zizmor.yml'])(
    'takes no word from %s',
    (file) => {
      const also = { [file]: 'rules:\n  unpinned-uses:\n    disable: true\n' };
      expect(lookedAt('audit-workflows', 'uses: actions/cache@v5', also).status).toBeGreaterThan(0);
    },
  );

  it('does not tell of what stands around a finding, which may be a secret', () => {
    const { told } = lookedAt('audit-workflows', 'uses: actions/cache@v5 # hunter2');
    expect(rulesOf(told)).not.toEqual([]);
    expect(told).not.toContain('hunter2');
  });
});

describe('The step scan-secrets', () => {
  // Put together here: in one piece it would be found in this file.
  const token = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');

  it('passes what is well', () => {
    const { status, told } = lookedAt('scan-secrets', 'run: npm test');
    expect([status, rulesOf(told)]).toEqual([0, []]);
  });

  it('takes no word from the checkout for it', () => {
    const also = {
      '.env.example': `token = "${token}"\n`,
      '.trivyignore': 'github-pat\n',
      'trivy.yaml': 'scan:\n  scanners: [license]\n',
    };
    expect(lookedAt('scan-secrets', 'run: npm test', also).status).toBe(1);
  });

  it.each(['docs/page.md', 'apps/a/tests/test_a.py', 'tools/a/src/testing/b.ts', 'examples/e.yml'])(
    'fails for a token in %s',
    (file) => {
      const also = { [file]: `token = "${token}"\n` };
      const { status, said, told } = lookedAt('scan-secrets', 'run: npm test', also);
      expect(status).toBe(1);
      expect(said).toContain(file);
      expect(rulesOf(told)).toEqual(['github-pat']);
      expect(said + told).not.toContain(token);
    },
  );
});

describe('The step scan-dependencies', () => {
  it('fails where no database tells what is vulnerable', () => {
    vi.stubEnv('TRIVY_CACHE_DIR', '/nowhere');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const also = { 'package-lock.json': '{}' };
    const { status, said, told } = lookedAt('scan-dependencies', 'run: npm test', also);
    expect(status).toBe(1);
    expect(said).toContain('trivy image --download-db-only');
    // It stays here, and is not handed on.
    expect(told).toContain('"executionSuccessful": false');
  });
});

describe('The step lint-workflows', () => {
  const { MODAX_WORKFLOW_TOOLS, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const tools = MODAX_WORKFLOW_TOOLS ?? join(caches, 'modax/workflow-tools');
  const isHere = existsSync(join(tools, 'bin/actionlint'));

  it('passes what is well', () => {
    expect(lookedAt('lint-workflows', 'run: npm test')).toMatchObject({ status: 0 });
  });

  it('takes no word from the checkout for it', (context) => {
    if (!isHere) context.skip('there is no actionlint: .ci/install-workflow-tools');
    const also = { '.github/actionlint.yaml': 'paths:\n  "**/*":\n    ignore: [".*"]\n' };
    expect(lookedAt('lint-workflows', '{ run: npm test, uses-cache: true }', also).status).toBe(1);
  });

  it.for([
    ['a context that is not there', 'run: npm test ${{ steps.nothing.outputs.x }}', 'nothing'],
    ['a condition that is none', '{ run: npm test, if: "github.even == \'x\'" }', 'even'],
    ['a key that no step has', '{ run: npm test, uses-cache: true }', 'uses-cache'],
  ] as const)('fails for %s', ([, step, word], context) => {
    if (!isHere) context.skip('there is no actionlint: .ci/install-workflow-tools');
    const { status, said } = lookedAt('lint-workflows', step);
    expect(status).toBe(1);
    expect(said).toContain(word);
  });
});
