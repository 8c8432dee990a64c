import type { PostTasksExecutionContext } from '@nx/devkit';
import { withFiles } from './filesets.ts';
import { readRecords, writeRecord } from './run-records.ts';

/** The part of Nx's report of a run that is kept. */
export type FinishedRun = Pick<
  PostTasksExecutionContext,
  'workspaceRoot' | 'taskResults' | 'endTime'
>;

/**
 * Keeps, beside the key of each task that came to its end, what the key was made of: with it the next
 * run can be explained. A task that was answered from a cache had its record from when it ran; where
 * that is gone, or was another machine's, this is the first that is known of it.
 */
export function recordRun({ workspaceRoot, taskResults, endTime }: FinishedRun): void {
  for (const [id, { task, status }] of Object.entries(taskResults)) {
    const { hash: key, hashDetails } = task;
    if (key === undefined || hashDetails === undefined || status === 'skipped') continue;
    const ran = status === 'success' || status === 'failure';
    if (!ran && readRecords(workspaceRoot, id).some((record) => record.key === key)) continue;
    writeRecord(workspaceRoot, id, {
      key,
      at: new Date(task.endTime ?? endTime).toISOString(),
      passed: status !== 'failure',
      inputs: withFiles(hashDetails.nodes, workspaceRoot),
    });
  }
}
