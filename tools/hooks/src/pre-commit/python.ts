import { existsSync, globSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { toolProblem, type Finding } from '@modax/findings';
import {
  flake8,
  judge,
  mypy,
  parsePyproject,
  pythonFolders,
  workspaceEnvironment,
  type Parsed,
  type ToolContext,
} from '@modax/nx-python/tools';
import { allEnded } from './all-ended.ts';
import type { CheckResult } from './check-result.ts';
import { seedTypeCache, typeCache } from './mypy-cache.ts';
import { projectsOf, pythonProjectOf, type Project } from './projects.ts';
import {
  asArguments,
  inTurn,
  TOOL_OPTIONS,
  toolContext,
  withCalls,
  type RunContext,
} from './run-context.ts';

/** Lints the staged Python files, and types the projects that they belong to. */
export async function checkPython(
  context: RunContext,
  paths: readonly string[],
): Promise<readonly CheckResult[]> {
  const found = workspaceEnvironment(context.repository.root);
  if ('problem' in found) return [result('flake8', '.', { problems: [found.problem] })];
  const projects = projectsOf(context.tree, paths, pythonProjectOf);
  const results = await allEnded([
    lint(context, paths, projects),
    ...projects.map(async (project) => [await checkTypes(context, project)]),
  ]);
  return results.flat();
}

/** What could hide a fatal finding from flake8's ordinary run. */
const HIDING = /noqa|ignore|select|disable/i;

async function lint(
  context: RunContext,
  paths: readonly string[],
  projects: readonly Project[],
): Promise<readonly CheckResult[]> {
  const place = toolContext(context, context.tree, { targets: asArguments(paths) });
  const texts = ['.flake8', ...paths]
    .map((path) => join(context.tree, path))
    // A missing configuration is flake8's to complain about.
    .map((file) => (existsSync(file) ? readText(file) : ''));
  const runs = texts.some((text) => HIDING.test(text)) ? ['fatal', 'all'] : ['all'];
  const parsed = await allEnded(
    runs.map((run) => {
      const linter = withCalls(flake8, (calls) => calls.filter(({ name }) => name === run));
      return inTurn(() => judge(linter, TOOL_OPTIONS, place, signalOf(context)));
    }),
  );
  const silenced = projects.flatMap((project) => flake8.inspect?.(placeOf(context, project)) ?? []);
  const found = unique([...parsed.flatMap(({ findings }) => findings ?? []), ...silenced]).filter(
    ({ location }) => location === undefined || paths.includes(location.path),
  );
  const problems = parsed.flatMap((each) => ('problems' in each ? each.problems : []));
  const outside = result('flake8', '.', {
    problems,
    findings: found.filter((finding) => !projects.some((project) => isIn(finding, project))),
  });
  const inside = projects.map((project) => {
    const findings = found.filter((finding) => isIn(finding, project));
    return withBudget(context, project, result('flake8', project.root, { findings }));
  });
  return [outside, ...inside];
}

async function checkTypes(context: RunContext, project: Project): Promise<CheckResult> {
  const place = placeOf(context, project);
  seedTypeCache(context.repository.root, place.cache);
  // What is imported of other projects is what is staged of them, not what is installed.
  const sources = globSync('{apps,libs,tools}/*/pyproject.toml', { cwd: context.tree })
    .map((manifest) => dirname(manifest))
    .filter((folder) => folder !== project.root)
    .map((folder) => join(context.tree, folder, 'src'));
  const checker = withCalls(mypy, (calls) =>
    calls.map((call) => ({ ...call, environment: { MYPYPATH: sources.join(delimiter) } })),
  );
  const parsed = await inTurn(() => judge(checker, TOOL_OPTIONS, place, signalOf(context)));
  const hidden = mypy.inspect?.(place) ?? [];
  const findings = [...(parsed.findings ?? []), ...hidden];
  return withBudget(context, project, result('mypy', project.root, { ...parsed, findings }));
}

function placeOf(context: RunContext, { root, name }: Project): ToolContext {
  const project = join(context.tree, root);
  return toolContext(context, context.tree, {
    projectName: name,
    projectRoot: root,
    project,
    pythonFolders: pythonFolders(project),
    cache: typeCache(context.repository, name),
  });
}

/** The project's committed budget of warnings; a manifest that states nonsense is a problem. */
function withBudget(context: RunContext, { root }: Project, found: CheckResult): CheckResult {
  const path = `${root}/pyproject.toml`;
  try {
    const { settings } = parsePyproject(readText(join(context.tree, path)), path);
    return { ...found, budget: settings.warningBudget };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const problem = toolProblem('PROJECT_INVALID', message, { where: { path } });
    return { ...found, problems: [...found.problems, problem] };
  }
}

function result(tool: string, projectRoot: string, parsed: Partial<Parsed>): CheckResult {
  const problems = 'problems' in parsed ? (parsed.problems ?? []) : [];
  return { tool, projectRoot, findings: parsed.findings ?? [], problems, budget: 0 };
}

function isIn({ location }: Finding, { root }: Project): boolean {
  return location?.path.startsWith(`${root}/`) ?? false;
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}

function signalOf({ repository }: RunContext): AbortSignal {
  return repository.signal;
}
