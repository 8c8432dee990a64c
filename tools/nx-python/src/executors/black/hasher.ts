import { randomUUID } from 'node:crypto';
import type { CustomHasher } from '@nx/devkit';

/**
 * Judging is cached like any task. Writing is not: a hit would leave the files as they are, so each
 * such run has a key of its own.
 */
const hasher: CustomHasher = async (task, context) => {
  const hash = await context.hasher.hashTask(task, context.taskGraph, process.env);
  // Nx hands on what the command line says as it is written there: `--check=false` is a text.
  const { check = true } = task.overrides;
  const writes = task.target.configuration === 'fix' || (check !== true && check !== 'true');
  return writes ? { ...hash, value: randomUUID() } : hash;
};

export default hasher;
