import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '@modax/command';
import { type Finding, toolProblem, type ToolProblem } from '@modax/findings';
import { lockedPackages, requirementsText } from '../environment/locked-packages.ts';
import { programFile } from '../environment/programs.ts';
import { toolVariables } from '../environment/variables.ts';
import { type PythonProject, parsePyproject } from '../inference/pyproject.ts';
import { outcomeProblem } from './outcome.ts';
import { hasFile, pythonFolders } from './project-files.ts';
import type {
  LockedPackage,
  Measures,
  Tool,
  ToolCall,
  ToolContext,
  ToolOptions,
  ToolOutput,
} from './tool.ts';

/** Far above any report worth reading, far below what would exhaust a machine. */
const outputLimitBytes = 64 * 1024 * 1024;

/** The project that is judged, and the moment and the means of stopping. */
export interface Place {
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** Relative to the workspace root. */
  readonly projectRoot: string;
  /** The project's folder, absolute. */
  readonly project: string;
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
  readonly signal: AbortSignal;
}

/** What the tool found, before exceptions and gates. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly problems: readonly ToolProblem[];
  readonly measures: Measures;
  readonly packages: readonly LockedPackage[];
  readonly settings: PythonProject['settings'];
  /** What the tool says of its version; undefined when it says nothing. */
  readonly toolVersion?: string;
}

/**
 * Runs a tool on a project: every call that it asks for, and its own reading of their output.
 * Whatever keeps it from a verdict comes back as a problem.
 */
export async function judge<Options extends ToolOptions>(
  tool: Tool<Options>,
  options: Options,
  place: Place,
  environment: string,
): Promise<Judgement> {
  const read = await readProject(place);
  if ('problem' in read) return unjudged(read.problem);
  const { distribution, settings } = read;
  const none = { findings: [], measures: {}, packages: [], settings };
  const ending = tool.needs === 'python files' ? '.py' : '';
  if (!hasFile(place.project, ending)) {
    const message = `${tool.name} has nothing to judge: no ${tool.needs} in ${place.projectRoot}`;
    return { ...none, problems: [toolProblem('NO_FILES', message)] };
  }
  const packages =
    tool.needsLockedPackages === true
      ? await lockedPackages(
          { workspaceRoot: place.workspaceRoot, environment },
          distribution,
          place.signal,
        )
      : [];
  if (!isPackages(packages)) return { ...none, problems: [packages] };

  const scratch = await mkdtemp(join(tmpdir(), 'modax-'));
  try {
    await writeFile(join(scratch, 'requirements.txt'), requirementsText(packages));
    const context: ToolContext = {
      ...place,
      pythonFolders: pythonFolders(place.project),
      scratch,
      reports: join(place.workspaceRoot, 'reports', place.projectName),
      environment,
      settings,
      lockedPackages: packages,
      resources: tool.locate?.(environment, process.env) ?? {},
    };
    const result = await callAndParse(tool, options, context, place.signal);
    const findings = [...(tool.inspect?.(context) ?? []), ...result.findings];
    return { ...none, packages, ...result, findings };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function isPackages(
  value: readonly LockedPackage[] | ToolProblem,
): value is readonly LockedPackage[] {
  return Array.isArray(value);
}

/** Nothing was judged, for this reason. */
export function unjudged(problem: ToolProblem): Judgement {
  return {
    findings: [],
    problems: [problem],
    measures: {},
    packages: [],
    settings: { coverageFloor: 0, warningBudget: 0 },
  };
}

async function readProject(place: Place): Promise<PythonProject | { problem: ToolProblem }> {
  const path = `${place.projectRoot}/pyproject.toml`;
  try {
    return parsePyproject(await readFile(join(place.project, 'pyproject.toml'), 'utf8'), path);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { problem: toolProblem('PROJECT_INVALID', message, { where: { path } }) };
  }
}

async function callAndParse<Options extends ToolOptions>(
  tool: Tool<Options>,
  options: Options,
  context: ToolContext,
  signal: AbortSignal,
): Promise<Pick<Judgement, 'findings' | 'problems' | 'toolVersion'> & { measures?: Measures }> {
  const calls = tool.calls(options, context);
  if ('problems' in calls) return { findings: calls.findings ?? [], problems: calls.problems };
  const outputs: ToolOutput[] = [];
  for (const call of calls) {
    const output = await execute(call, options, context, signal);
    if ('code' in output && 'call' in output) outputs.push(output);
    else return { findings: [], problems: [output] };
  }
  const parsed = tool.parse(outputs, context);
  return 'problems' in parsed
    ? { findings: parsed.findings ?? [], problems: parsed.problems }
    : { problems: [], ...parsed };
}

async function execute(
  call: ToolCall,
  options: ToolOptions,
  context: ToolContext,
  signal: AbortSignal,
): Promise<ToolOutput | ToolProblem> {
  const written = Object.entries(call.writes ?? {});
  for (const [, file] of written) {
    await mkdir(dirname(file), { recursive: true });
    // What lies there from an earlier run must not be taken for this one's.
    await rm(file, { force: true });
  }
  const outcome = await run(
    {
      argv: [programFile(call.program, context, process.env), ...call.arguments],
      cwd: call.cwd,
      env: toolVariables(process.env, call.environment),
      deadlineMs: options.timeoutSeconds * 1000,
      outputLimitBytes,
    },
    { signal },
  );
  const failed = outcomeProblem(call, outcome);
  if (failed !== undefined) return failed;
  if (outcome.kind !== 'exited') throw new Error(`unexpected outcome ${outcome.kind}`);
  const files = new Map<string, string>();
  for (const [role, file] of written) {
    const text = await readIfThere(file);
    if (text !== undefined) files.set(role, text);
  }
  return { call, code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr, files };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
