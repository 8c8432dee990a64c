import { readFileSync } from 'node:fs';
import { parseJson, recordOf } from '@modax/findings';
import type { TaskGraph } from '@nx/devkit';
import { currentKeys } from './current-keys.ts';
import { isAnswered, reasonOf, reasonText } from './explain.ts';
import { readRecords } from './run-records.ts';

/*
 * Explains a run before it takes place: reads the plan that `nx … --graph=<file>` wrote, and prints as
 * JSON for each of its tasks whether it would run, and why. Runs none of them.
 */

const [file = ''] = process.argv.slice(2);
const plan = recordOf(recordOf(parseJson(readFileSync(file, 'utf8')))?.['tasks']);
if (!isTaskGraph(plan)) throw new Error(`${file} is no plan that this version of Nx writes`);
const root = process.cwd();
const rows = (await currentKeys(root, plan)).map((task) => {
  const reason = reasonOf(task, readRecords(root, task.id));
  const [project = '', step = ''] = task.id.split(':');
  return {
    task: task.id,
    key: task.key,
    project,
    step,
    runs: !isAnswered(reason),
    why: reasonText(reason),
    reason,
  };
});
process.stdout.write(`${JSON.stringify(rows)}\n`);
// What Nx keeps open for the graph would hold the process.
process.exit(0);

function isTaskGraph(value: unknown): value is TaskGraph {
  return recordOf(recordOf(value)?.['tasks']) !== undefined;
}
