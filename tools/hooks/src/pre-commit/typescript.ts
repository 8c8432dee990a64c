import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type ProgramCall } from '@modax/command';
import { outcomeProblem, toolProblem } from '@modax/findings';
import { allEnded } from './all-ended.ts';
import type { CheckResult } from './check-result.ts';
import { projectsOf, typeScriptProjectOf } from './projects.ts';
import { asArguments, inTurn, TOOL_OPTIONS, type RunContext } from './run-context.ts';
import { parseEslint, parseTsc, type OutputReader } from './typescript-output.ts';

/** Lints the staged TypeScript files, and types the projects that they belong to. */
export async function checkTypeScript(
  context: RunContext,
  paths: readonly string[],
): Promise<readonly CheckResult[]> {
  const own = paths.filter((path) => typeScriptProjectOf(context.tree, path) !== undefined);
  if (own.length === 0) return [];
  const projects = projectsOf(context.tree, own, typeScriptProjectOf).map(({ root }) => root);
  // Into a file: rules that have something to say say it on stdout too.
  const report = join(mkdtempSync(join(context.scratch, 'eslint-')), 'report.json');
  return allEnded([
    check(context, {
      tool: 'eslint',
      program: 'eslint/bin/eslint.js',
      words: [
        ...['--format=json', `--output-file=${report}`, '--max-warnings=0', '--no-warn-ignored'],
        // It reads what Nx last found out, and is wrong about a project that came since: the pipeline's.
        ...['--rule', '{"@nx/enforce-module-boundaries":"off"}'],
        ...['--', ...asArguments(own)],
      ],
      read: (_stdout, tree) => parseEslint(readIfThere(report), tree),
    }),
    check(context, {
      tool: 'tsc',
      program: 'typescript/bin/tsc',
      words: ['--build', '--pretty', 'false', ...asArguments(projects)],
      read: parseTsc,
    }),
  ]);
}

/** A tool of TypeScript: how it is started, and how its output is read. */
interface NodeTool {
  readonly tool: string;
  /** Relative to `node_modules`. */
  readonly program: string;
  readonly words: readonly string[];
  readonly read: OutputReader;
}

async function check(context: RunContext, tool: NodeTool): Promise<CheckResult> {
  const { root, environment, signal } = context.repository;
  const program = join(root, 'node_modules', tool.program);
  const nothing = { tool: tool.tool, projectRoot: '.', budget: 0, findings: [], problems: [] };
  if (!existsSync(program)) {
    const missing = toolProblem('TOOL_MISSING', `${tool.tool} is not there: ${program}`);
    return { ...nothing, problems: [missing] };
  }
  const call: ProgramCall = {
    argv: [process.execPath, program, ...tool.words],
    cwd: context.tree,
    env: {
      ...environment,
      NO_COLOR: '1',
    },
    deadlineMs: TOOL_OPTIONS.timeoutSeconds * 1000,
    outputLimitBytes: 64 * 1024 * 1024,
  };
  const outcome = await inTurn(() => run(call, { signal }));
  const findings = outcome.kind === 'exited' ? tool.read(outcome.stdout, context.tree) : undefined;
  // An exit code is believed when what was read bears it out.
  const exitCodes = findings === undefined ? [] : findings.length === 0 ? [0] : [1, 2];
  const startedCall = {
    name: 'staged',
    program: tool.tool,
    arguments: tool.words,
    cwd: context.tree,
  };
  const problem = outcomeProblem({ ...startedCall, exitCodes }, outcome);
  return {
    ...nothing,
    findings: findings ?? [],
    problems: problem === undefined ? [] : [problem],
  };
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
