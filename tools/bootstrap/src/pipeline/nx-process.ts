/**
 * The process that runs Nx for the pipeline: `node nx-process.ts <plan> <words of nx …>`, started in the
 * workspace. It does what Nx's own command line does, but
 *
 * - writes down which steps the run has before any of them begins: a second Nx that is asked for the plan
 *   costs as much as the first, and may see other files;
 * - reads no `.env` of the workspace: what only lies about must not decide what is checked;
 * - runs steps of one tool together where that gains, which is known only when the steps are;
 * - names a step when it has ended, not when it begins: Nx would do both in the same words, for a failed one;
 * - ends, with its tasks, when the pipeline that started it was killed: the next one would run beside it.
 *
 * Parts of Nx 23.2.1 that are not its public interface are used here and nowhere else. Where one of them
 * is gone there is no plan, and a run without a plan is no success.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import 'nx/src/utils/enable-compile-cache.js';
import initLocal from 'nx/bin/init-local.js';
import createTaskGraph from 'nx/src/tasks-runner/create-task-graph.js';
import runCommand from 'nx/src/tasks-runner/run-command.js';
import findWorkspaceRoot from 'nx/src/utils/find-workspace-root.js';
import nxOutput from 'nx/src/utils/output.js';
import workspaceContext from 'nx/src/utils/workspace-context.js';
import { batchesPay } from './batches.ts';
import { parsePlan } from './plan.ts';

const [node = '', , planFile = '', ...words] = process.argv;
process.argv = [node, 'nx', ...words];

const pipeline = process.ppid;
setInterval(() => {
  if (process.ppid !== pipeline) process.kill(process.pid, 'SIGTERM');
}, 1000).unref();

const runTasks = runCommand.runCommand;
runCommand.runCommand = (projects, graph, configuration, nxArgs, overrides, ...rest) => {
  const tasks = createTaskGraph.createTaskGraph(
    graph,
    {},
    projects.map(({ name }) => name),
    nxArgs.targets ?? [],
    nxArgs.configuration,
    overrides as Record<string, unknown>,
  );
  const plan = JSON.stringify({ graph: { nodes: graph.nodes }, tasks });
  write(plan);
  process.env['NX_BATCH_MODE'] = String(batchesPay(parsePlan(plan), availableParallelism()));
  return runTasks(projects, graph, configuration, nxArgs, overrides, ...rest);
};

// What has ended is named by other methods.
nxOutput.output.logCommand = () => undefined;

const workspace = findWorkspaceRoot.findWorkspaceRoot(process.cwd());
if (workspace === null) throw new Error(`${process.cwd()} is in no Nx workspace`);
// Every task and every batch loads Nx: compiling it is half of what they take to begin.
process.env['NODE_COMPILE_CACHE'] ??= join(workspace.dir, '.modax/compile-cache');
workspaceContext.setupWorkspaceContext(workspace.dir);
await initLocal.initLocal(workspace);

/** Whoever reads the plan finds all of it, or none. */
function write(text: string): void {
  mkdirSync(dirname(planFile), { recursive: true });
  writeFileSync(`${planFile}.draft`, text);
  renameSync(`${planFile}.draft`, planFile);
}
