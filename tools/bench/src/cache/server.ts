import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchProblem } from '../bench-problem.ts';

/** How a cache is started, and how it is asked. */
export interface ServerPlan {
  readonly id: string;
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** The path of an entry. */
  readonly pathOf: (name: string) => string;
  /** `Authorization`; empty where nothing is asked for. */
  readonly authorization: string;
}

/** A cache that runs. */
export interface CacheServer extends Omit<ServerPlan, 'argv' | 'env'> {
  readonly address: string;
  /** The process that was started; others may be below it. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const ANSWER_MS = 30_000;

/** Starts a cache and waits until it answers. */
export async function startServer(plan: ServerPlan, folder: string): Promise<CacheServer> {
  const { argv, env, ...rest } = plan;
  const [program, ...words] = argv;
  const log = join(folder, `${plan.id}.log`);
  const output = openSync(log, 'w');
  const child = spawn(program, words, { cwd: folder, env, stdio: ['ignore', output, output] });
  closeSync(output);
  const { pid } = child;
  if (pid === undefined) {
    child.once('error', () => undefined);
    throw new BenchProblem('MEASURED_COMMAND_FAILED', `${plan.title}: there is no ${program}`);
  }
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const address = `http://127.0.0.1:${plan.port}`;
  const deadline = Date.now() + ANSWER_MS;
  while (!(await answers(address))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new BenchProblem(
        'MEASURED_COMMAND_FAILED',
        `${plan.title} does not answer`,
        readFileSync(log, 'utf8'),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { ...rest, address, pid, stop };
}

async function answers(address: string): Promise<boolean> {
  try {
    await (await fetch(address)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
