import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './pages.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  /** A workflow that it calls, whose jobs have limits of their own. */
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const texts = new Map(
  globSync(['.github/workflows/*.yml', '.github/actions/*/action.yml'], { cwd: root })
    .sort()
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);
const workflows = new Map(
  [...texts]
    .filter(([path]) => path.startsWith('.github/workflows/'))
    .map(([path, text]) => [path, parse(text) as Workflow]),
);
const jobs = [...workflows].flatMap(([path, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => [`${path}: ${name}`, job] as const),
);
const steps = jobs.flatMap(([name, job]) => (job.steps ?? []).map((step) => [name, step] as const));

/** What a step may begin with: what a person would type, or what only a job can need. */
const PROGRAM =
  /^(?:npm (?:run|test)|npx nx|(?:env(?: --unset=ACTIONS_ID_TOKEN_\w+)+ )?\.venv\/bin\/trivy|(?:sudo )?\.ci\/[\w-]+|node tools\/(?:hooks|workflows)\/src\/[\w-]+\/main\.ts)/;
/** And go on with: words alone, and where a job is told something. Nothing that could swallow a failure. */
const WORDS = /(?: (?:[\w./:=-]+|[\w=-]*"[\w $:.-]*"))*(?: >> "\$GITHUB_OUTPUT")?$/;
const COMMAND = new RegExp(PROGRAM.source + WORDS.source);

describe('The workflows', () => {
  it('are there', () => {
    expect([...workflows.keys()]).toContain('.github/workflows/python-ci.yml');
  });

  it.each([...texts])(
    '%s pins every action by its commit, and says which version it is',
    (_, text) => {
      const used = text
        .split('\n')
        .flatMap((line) => /^\s*(?:- )?uses: (?<used>.*)$/.exec(line)?.groups?.['used'] ?? []);
      expect(
        used.filter(
          (one) =>
            !/^(?:\.\/\S+(?: # zizmor: ignore\[self-repository\])?|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(
              one,
            ),
        ),
      ).toEqual([]);
    },
  );

  it('tell zizmor to look away where that is known alone', () => {
    const dependabot = readFileSync(join(root, '.github/dependabot.yml'), 'utf8');
    const ignored = [...texts, ['.github/dependabot.yml', dependabot] as const].flatMap(
      ([path, text]) =>
        text
          .split('\n')
          .flatMap((line) => (/zizmor: ?ignore/.test(line) ? [`${path}: ${line}`] : [])),
    );
    const others = ignored.filter(
      (line) => !/ uses: \.\/\S+ # zizmor: ignore\[self-repository\]$/.test(line),
    );
    expect(others).toEqual([
      expect.stringMatching(/CODECOV_TOKEN \}\} # zizmor: ignore\[secrets-outside-env\]$/),
    ]);
  });

  it.each([...texts])('%s says of each grant what it is for', (_, text) => {
    const grants = text
      .split('\n')
      .filter((line) => /^\s+[\w-]+: (?:read|write)(?:\s|$)/.test(line));
    expect(grants.filter((line) => !/ # \S/.test(line))).toEqual([]);
  });

  it.each([...workflows])(
    '%s grants nothing to all of its jobs, and runs one at a time',
    (_, workflow) => {
      expect(workflow.permissions).toEqual({});
      const isCalled = 'workflow_call' in workflow.on;
      expect(workflow.concurrency !== undefined).toBe(!isCalled);
      expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    },
  );

  it.each(jobs)('%s has a limit of time, and its own grants', (_, job) => {
    if (job.uses === undefined) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    expect(job.permissions).toBeDefined();
  });

  it('leave no credentials in a checkout', () => {
    const checkouts = steps.filter(([, { uses = '' }]) => uses.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const [name, step] of checkouts) {
      expect(step.with, name).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('run the commands that people use, and give them values through the environment alone', () => {
    const runs = steps.flatMap(([name, { run }]) =>
      (run ?? '')
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ name, line })),
    );
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.filter(({ line }) => !COMMAND.test(line) || line.includes('${{'))).toEqual([]);
  });

  it.each(['|| exit 0', '| cat', '&', '; true', '|| echo accepted', '> /dev/null', '`true`'])(
    'hide no failure behind %s',
    (end) => {
      expect(COMMAND.test('npm run pipeline -- --only="$TASKS"')).toBe(true);
      expect(COMMAND.test(`npm run pipeline -- --only="$TASKS" ${end}`)).toBe(false);
    },
  );

  it('leave out no command that a job has come to', () => {
    const conditional = steps.flatMap(([, { run, if: condition }]) =>
      run === undefined || condition === undefined ? [] : [{ run, condition }],
    );
    const isOf = (condition: string) => (one: { readonly condition: string }) =>
      one.condition === condition;
    // Also a job that is cancelled hands on what it has found.
    const always = conditional.filter(isOf('always()')).map(({ run }) => run);
    expect([...new Set(always)]).toEqual(['node tools/workflows/src/security-tab/main.ts']);
    const others = conditional.filter((one) => !isOf('always()')(one));
    expect([...new Set(others.map(({ condition }) => condition))]).toEqual(['${{ !cancelled() }}']);
  });

  it('hand on no scan that was stopped', () => {
    const handing = jobs.flatMap(([name, { steps: own = [] }]) => {
      const withheld = own.findIndex(({ run = '' }) => run.includes('/security-tab/'));
      const scanned = own.findLastIndex(({ run = '' }) => run.startsWith('npm run pipeline'));
      const handedOn = own.findIndex(
        ({ uses = '', with: given = {} }) =>
          /upload-sarif@/.test(uses) ||
          (/upload-artifact@/.test(uses) && /^scans/.test(String(given['name']))),
      );
      // What only tells of the scans of another job has none of its own.
      return scanned < 0 || handedOn < 0
        ? []
        : [{ name, isRight: scanned < withheld && withheld < handedOn }];
    });
    expect(handing).toEqual([
      { name: '.github/workflows/images.yml: image', isRight: true },
      { name: '.github/workflows/security-scan.yml: workflows', isRight: true },
      { name: '.github/workflows/security-scan.yml: scan', isRight: true },
    ]);
  });

  it.each([...texts])('%s goes on after no failure', (_, text) => {
    const lines = text.split('\n').filter((line) => !line.trim().startsWith('#'));
    expect(
      lines.filter((line) => /continue-on-error|\|\| *(?:true|:)|; *true\b/.test(line)),
    ).toEqual([]);
  });

  it('set up the Python that the workspace is locked for', () => {
    const version = readFileSync(join(root, '.python-version'), 'utf8').trim();
    expect(texts.get('.github/actions/set-up/action.yml')).toContain(
      `          \${{ inputs.pythons }}\n          ${version}\n`,
    );
  });
});
