import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { interruption } from '@modax/command';
import { BenchProblem, exitCodeOf } from './bench-problem.ts';
import { parseCommandLine, USAGE } from './command-line.ts';
import { measure } from './measure.ts';
import { reportJson, type Suite } from './report/suite.ts';
import { renderGrowth, renderSuite } from './report/table.ts';
import { type Bench, commitOf } from './workspaces/workspace.ts';

const interruptions = interruption();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modax-bench-')));
try {
  process.exitCode = await main(process.argv.slice(2), {
    root: resolve(import.meta.dirname, '../../..'),
    folder,
    variables: process.env,
    signal: interruptions.signal,
    tell: (text) => process.stderr.write(text),
  });
} catch (error) {
  if (!(error instanceof BenchProblem)) throw error;
  process.stderr.write(
    `${error.code}: ${error.message}\n${error.said}\n  What to do: docs/operate/measure-speed.md\n`,
  );
  process.exitCode = exitCodeOf(error);
} finally {
  interruptions.release();
  rmSync(folder, { recursive: true, force: true });
}

async function main(words: readonly string[], bench: Bench): Promise<number> {
  const command = parseCommandLine(words);
  if (command.name === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const commit = await commitOf(bench);
  bench.tell(
    `measuring ${commit.slice(0, 7)}, ${command.rounds} rounds; leave the machine alone\n`,
  );
  const suites: Suite[] = [];
  // What an earlier run left is of another commit.
  write(bench, suites, commit);
  for await (const suite of measure(bench, command)) {
    suites.push(suite);
    if (!command.json) process.stdout.write(`\n${renderSuite(suite)}\n`);
    // After each suite: an interruption later loses nothing of it.
    write(bench, suites, commit);
  }
  const grown = suites.filter(({ id }) => id.startsWith('generated-'));
  if (command.json) process.stdout.write(jsonOf(suites, commit));
  else if (grown.length > 1) process.stdout.write(`\n${renderGrowth(grown)}`);
  return 0;
}

function jsonOf(suites: readonly Suite[], commit: string): string {
  return reportJson({ version: 1, commit, cores: availableParallelism(), suites });
}

function write({ root }: Bench, suites: readonly Suite[], commit: string): void {
  const reports = join(root, 'reports/bench');
  mkdirSync(reports, { recursive: true });
  writeFileSync(join(reports, 'bench.json'), jsonOf(suites, commit));
}
