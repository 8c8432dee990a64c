import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, type ProgramOutcome } from '@modax/command';
import { toolProblem, type ToolProblem } from '@modax/findings';
import { Interrupted } from '../repository.ts';
import type { CheckResult } from './check-result.ts';
import { projectsOf, typeScriptProjectOf } from './projects.ts';
import { asArguments, TOOL_OPTIONS, type RunContext } from './run-context.ts';
import { parseEslint, parseTsc, type OutputReader } from './typescript-output.ts';

/** Lints the staged TypeScript files, and types the projects that they belong to, both at once. */
export async function checkTypeScript(
  context: RunContext,
  paths: readonly string[],
): Promise<readonly CheckResult[]> {
  const own = paths.filter((path) => typeScriptProjectOf(context.tree, path) !== undefined);
  if (own.length === 0) return [];
  const projects = projectsOf(context.tree, own, typeScriptProjectOf).map(({ root }) => root);
  // Into a file: rules that have something to say say it on stdout too.
  const report = join(mkdtempSync(join(context.scratch, 'eslint-')), 'report.json');
  return Promise.all([
    check(context, {
      tool: 'eslint',
      program: 'eslint/bin/eslint.js',
      words: [
        ...['--format=json', `--output-file=${report}`, '--max-warnings=0', '--no-warn-ignored'],
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
  const file = join(root, 'node_modules', tool.program);
  const outcome: ProgramOutcome = existsSync(file)
    ? await run(
        {
          argv: [process.execPath, file, ...tool.words],
          cwd: context.tree,
          env: {
            ...environment,
            NO_COLOR: '1',
            // The rule about modules that may use each other reads what Nx last found out.
            NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data'),
            NX_DAEMON: 'false',
          },
          deadlineMs: TOOL_OPTIONS.timeoutSeconds * 1000,
          outputLimitBytes: 64 * 1024 * 1024,
        },
        { signal },
      )
    : { kind: 'not-found', program: file };
  return { tool: tool.tool, projectRoot: '.', budget: 0, ...verdict(outcome, tool, context.tree) };
}

function verdict(
  outcome: ProgramOutcome,
  { tool, read }: NodeTool,
  tree: string,
): Pick<CheckResult, 'findings' | 'problems'> {
  if (outcome.kind === 'cancelled') throw new Interrupted();
  if (outcome.kind !== 'exited') return { findings: [], problems: [unable(outcome, tool)] };
  const findings = read(outcome.stdout, tree);
  if (findings !== undefined && findings.length > 0 === (outcome.code !== 0)) {
    return { findings, problems: [] };
  }
  const said = `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-12).join('\n');
  const message = `${tool} exited with ${outcome.code}\n${said}`;
  return { findings: findings ?? [], problems: [toolProblem('TOOL_CRASHED', message)] };
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function unable(outcome: Exclude<ProgramOutcome, { kind: 'exited' }>, tool: string): ToolProblem {
  switch (outcome.kind) {
    case 'not-found':
      return toolProblem('TOOL_MISSING', `${tool} is not installed: no ${outcome.program}`);
    case 'not-executable':
      return toolProblem('TOOL_NOT_EXECUTABLE', `${tool}: ${outcome.reason}`);
    case 'killed':
      return toolProblem('TOOL_KILLED', `${tool} was ended by ${outcome.signal}`);
    case 'timed-out':
      return toolProblem('TOOL_TIMED_OUT', `${tool} took longer than ${outcome.deadlineMs} ms`);
    default:
      return toolProblem('TOOL_OUTPUT_TOO_LARGE', `${tool} printed without end`);
  }
}
