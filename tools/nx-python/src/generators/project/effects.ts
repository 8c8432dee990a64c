import { cleanEnvironment, type ProgramCall, programFile, run } from '@modax/command';
import { lastLines, problemText, toolProblem } from '@modax/findings';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { join } from 'node:path';
import { toolVariables } from '../../environment/variables.ts';
import type { Plan } from './plan.ts';
import type { PythonWorkspace } from './workspace.ts';

/** What Nx's tree shows of the workspace; a file that is not there is empty. */
export function readWorkspace(tree: Tree): PythonWorkspace {
  const services = tree.children('apps').flatMap((app) => {
    const sources = `apps/${app}/src`;
    return tree.children(sources).map((module) => `${sources}/${module}/settings.py`);
  });
  return {
    pyproject: textIn(tree, 'pyproject.toml'),
    serviceKit: textIn(tree, 'libs/service-kit/pyproject.toml'),
    // The name of the project in the workspace's root is in no folder.
    projects: [
      'workspace',
      ...['apps', 'libs', 'tools'].flatMap((folder) => tree.children(folder)),
    ],
    settings: services.map((file) => textIn(tree, file)),
  };
}

export function textIn(tree: Tree, path: string): string {
  return tree.exists(path) && tree.isFile(path) ? (tree.read(path, 'utf8') ?? '') : '';
}

/**
 * Writes a plan into Nx's tree, of which nothing is on the disk before the generator has ended.
 * @throws Error with the text of the problem when the plan is one.
 */
export function writePlan(tree: Tree, plan: Plan): void {
  if ('problem' in plan) throw new Error(problemText(plan.problem));
  for (const [path, text] of Object.entries(plan.files)) tree.write(path, text);
}

const DEADLINE_MS = 15 * 60 * 1000;
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;

/** What makes `uv.lock` that of the `pyproject.toml` files, with the index that it names and no other. */
export function lockCall(workspaceRoot: string, variables: NodeJS.ProcessEnv): ProgramCall {
  const environment = join(workspaceRoot, '.venv');
  const withoutIndexes = cleanEnvironment(variables, {
    UV_DEFAULT_INDEX: undefined,
    UV_EXTRA_INDEX_URL: undefined,
    UV_FIND_LINKS: undefined,
    UV_FROZEN: undefined,
    UV_INDEX: undefined,
    UV_INDEX_URL: undefined,
    UV_LOCKED: undefined,
    UV_NO_INDEX: undefined,
    // Where a person's and the machine's uv.toml would be looked for.
    XDG_CONFIG_DIRS: '/dev/null',
    XDG_CONFIG_HOME: '/dev/null',
  });
  return {
    argv: [programFile('uv', { workspaceRoot, environment }, variables), 'lock'],
    cwd: workspaceRoot,
    env: toolVariables(withoutIndexes),
    deadlineMs: DEADLINE_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}

/**
 * What Nx calls when the files are on the disk: it writes the lock.
 * @throws Error with `LOCK_NOT_WRITTEN`; the new project stays.
 */
export function lockAfterwards(workspaceRoot: string): GeneratorCallback {
  return async () => {
    const outcome = await run(lockCall(workspaceRoot, process.env));
    if (outcome.kind === 'exited' && outcome.code === 0) {
      console.log('uv.lock knows the new project. Next: npm run setup');
      return;
    }
    const how = outcome.kind === 'exited' ? `exited with ${outcome.code}` : outcome.kind;
    const said = 'stderr' in outcome ? `\n${lastLines(outcome)}` : '';
    throw new Error(
      problemText(
        toolProblem('LOCK_NOT_WRITTEN', `the project was written, but uv lock ${how}${said}`, {
          where: { path: 'uv.lock' },
        }),
      ),
    );
  };
}
