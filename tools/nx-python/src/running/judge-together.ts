import type { Finding } from '@modax/findings';
import { beside } from './beside.ts';
import { judge } from './judge.ts';
import { withScratch } from './prepare.ts';
import type { LockedPackage, Tool, ToolContext, ToolOptions, Verdict } from './tool.ts';

/**
 * Judges several projects in one run of the tool, and tells whose each finding is. A project is absent
 * from the answer when nothing certain can be said of it this way: it has to be judged alone. That is so
 * of all of them when the run itself failed, or found something that is nobody's.
 */
export async function judgeTogether<Options extends ToolOptions>(
  tool: Tool<Options>,
  options: Options,
  projects: readonly ToolContext[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ToolContext, Verdict>> {
  const [first] = projects;
  if (first === undefined) return new Map();
  const targets = projects.map(({ projectRoot }) => projectRoot);
  const others = beside(first.workspaceRoot, targets);
  if (others === undefined) return new Map();
  const { context, release } = await withScratch({
    ...first,
    projectName: 'workspace',
    projectRoot: '.',
    project: first.workspaceRoot,
    targets,
    beside: others,
    pythonFolders: targets,
    lockedPackages: union(projects.map(({ lockedPackages }) => lockedPackages)),
  });
  try {
    const parsed = await judge(tool, options, context, signal);
    return 'problems' in parsed ? new Map() : share(parsed, projects);
  } finally {
    await release();
  }
}

/** Each project's part of a verdict about several; nothing for a project of which it says nothing. */
export function share(
  verdict: Verdict,
  projects: readonly ToolContext[],
): ReadonlyMap<ToolContext, Verdict> {
  const { findings, files, ...rest } = verdict;
  if (findings.some((finding) => !projects.some((project) => concerns(finding, project)))) {
    return new Map();
  }
  return new Map(
    projects
      .filter((project) => files?.some((file) => isInside(file, project)) ?? true)
      .map((project) => [
        project,
        { ...rest, findings: findings.filter((finding) => concerns(finding, project)) },
      ]),
  );
}

/** What has neither a place nor a package, such as the age of a database, concerns everyone. */
function concerns({ location, package: found }: Finding, project: ToolContext): boolean {
  if (location !== undefined && isInside(location.path, project)) return true;
  if (found !== undefined) {
    return project.lockedPackages.some(
      ({ name, version }) => name === found.name && version === found.version,
    );
  }
  return location === undefined;
}

function isInside(path: string, { projectRoot }: ToolContext): boolean {
  return path === projectRoot || path.startsWith(`${projectRoot}/`);
}

function union(lists: readonly (readonly LockedPackage[])[]): readonly LockedPackage[] {
  const packages = new Map(lists.flat().map((entry) => [`${entry.name}==${entry.version}`, entry]));
  return [...packages.values()];
}
