import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';
import { missingPart } from '@modax/container-parts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BenchProblem } from './bench-problem.ts';
import { IMAGE_ROWS, SERVICES } from './cases/images.ts';
import { measure } from './measure.ts';
import type { Suite } from './report/suite.ts';

const repository = resolve(import.meta.dirname, '../../..');

const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: images are not measured here, because there is no ${missing}`);
}

/** What is measured is a commit, and what is tested here is the working tree: one is made of the other. */
function workingTreeAsCommit(root: string): string {
  const git = (cwd: string, ...words: readonly string[]): string =>
    execFileSync('git', words, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const listed = git(repository, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const path of new Set(listed.split('\0'))) {
    const file = join(repository, path);
    if (path === '' || !existsSync(file)) continue;
    cpSync(file, join(root, path), { recursive: true, verbatimSymlinks: true });
  }
  git(root, 'init', '--quiet');
  git(root, 'add', '--all', '--force');
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  git(root, ...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'tree');
  return root;
}

test(
  'the commit hook, a generated workspace and every executor are measured',
  { timeout: 30 * 60_000 },
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modax-bench-test-')));
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const suites: Suite[] = [];
    const bench = {
      root: workingTreeAsCommit(join(folder, 'repository')),
      folder,
      variables: process.env,
      signal: new AbortController().signal,
      tell: () => undefined,
    };
    const command = {
      name: 'measure' as const,
      parts: [
        'hook',
        ...(missing === undefined ? ['images' as const] : []),
        'generated',
        'executors',
      ],
      rounds: 1,
      sizes: [2],
      json: false,
    } satisfies Parameters<typeof measure>[1];
    try {
      for await (const suite of measure(bench, command)) suites.push(suite);
    } catch (error) {
      // What a program said about it stands beside the message.
      throw error instanceof BenchProblem ? new Error(`${error.message}\n${error.said}`) : error;
    }

    expect(
      suites.map(({ id, size, rows }) => ({ id, size, rows: rows.map((row) => row.id) })),
    ).toEqual([
      { id: 'hook', size: 1, rows: ['parallel', 'black', 'flake8', 'mypy', 'trivy', 'hook'] },
      ...(missing === undefined
        ? SERVICES.map(({ name }) => ({
            id: `image-${name}`,
            size: 1,
            rows: IMAGE_ROWS.map(({ id }) => id),
          }))
        : []),
      {
        id: 'generated-2',
        size: 2,
        rows: ['shell', 'cold', 'nothing', 'local-cache', 'changed-cold', 'changed-warm'],
      },
      {
        id: 'executors',
        size: 2,
        rows: ['flake8', 'black', 'mypy', 'bandit', 'pytest'].flatMap((tool) => [
          `${tool}-bare`,
          `${tool}-batch`,
        ]),
      },
    ]);
    const rows = suites.flatMap((suite) => suite.rows);
    expect(rows.filter(({ cost }) => cost.wallSeconds <= 0 || cost.cpuSeconds <= 0)).toEqual([]);
    // A line of source is a small part of an image, whoever lays it out.
    const weights = suites.flatMap((suite) => suite.weights ?? []);
    const shares = weights.filter(({ id }) => id === 'line').map((row) => row.pushedShare);
    expect(shares).toHaveLength(missing === undefined ? SERVICES.length : 0);
    for (const share of shares) expect(share).toBeLessThan(0.05);
    // The measures themselves.
    expect(rows.filter(({ wallRatio }) => wallRatio === 1).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['parallel', 'shell', 'flake8-bare', 'pytest-bare']),
    );
  },
);

describe('the command', () => {
  const bench = async (...words: readonly string[]) => {
    const outcome = await run({
      argv: [process.execPath, join(repository, 'tools/bench/src/main.ts'), ...words],
      cwd: repository,
      env: cleanEnvironment(process.env),
      deadlineMs: 120_000,
      outputLimitBytes: 1024 * 1024,
    });
    if (outcome.kind !== 'exited') throw new Error(outcome.kind);
    return outcome;
  };

  test('explains itself', async () => {
    const { code, stdout } = await bench('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^npm run bench \[/);
  });

  test('refuses what it does not know before it measures anything', async () => {
    const { code, stdout, stderr } = await bench('--rounds', 'many');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('WRONG_USE: --rounds takes whole numbers');
  });
});
