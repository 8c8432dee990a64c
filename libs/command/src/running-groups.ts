import type { ProcessGroup } from './process-group.ts';

const running = new Set<ProcessGroup>();

/** The last resort when this process exits while programs run: an exit handler cannot wait. */
function killAll(): void {
  for (const group of running) group.kill();
}

/** Does `work` on a running group; should this process exit meanwhile, the group is killed. */
export async function guarded<Result>(
  group: ProcessGroup,
  work: () => Promise<Result>,
): Promise<Result> {
  if (running.size === 0) process.on('exit', killAll);
  running.add(group);
  try {
    return await work();
  } finally {
    running.delete(group);
    if (running.size === 0) process.off('exit', killAll);
  }
}
