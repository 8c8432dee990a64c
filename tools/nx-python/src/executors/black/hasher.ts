import { randomUUID } from 'node:crypto';
import type { CustomHasher } from '@nx/devkit';

/**
 * Judging is cached like any task. Writing is not: a hit would leave the files as they are, so each
 * such run has a key of its own.
 */
const hasher: CustomHasher = async (task, context) => {
  const hash = await context.hasher.hashTask(task, context.taskGraph, process.env);
  const writes = task.target.configuration === 'fix' || task.overrides['check'] === false;
  return writes ? { ...hash, value: randomUUID() } : hash;
};

export default hasher;
