import type { Call } from '../../running/execute.ts';
import type { ContextPlan, Platform } from '../context.ts';

/** How npm names the processor of an image, whose system is Linux whatever the machine's is. */
export const PROCESSORS: Readonly<Record<Platform, string>> = {
  'linux/amd64': 'x64',
  'linux/arm64': 'arm64',
};

const DEADLINE_MS = 10 * 60_000;

/**
 * What of the lock the project runs with, and what the workspace itself does, which is Node: each package compared with
 * its hash, in the folder `into`. What a person's settings could say otherwise is said here.
 */
export function dependenciesCall({ project, platform }: ContextPlan, into: string): Call {
  return {
    program: 'npm',
    name: 'dependencies',
    arguments: [
      'ci',
      `--workspace=${project.root}`,
      '--include-workspace-root=true',
      '--include=prod',
      '--omit=dev',
      '--os=linux',
      `--cpu=${PROCESSORS[platform]}`,
      '--install-strategy=hoisted',
      '--install-links=false',
      '--bin-links=false',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
    ],
    cwd: into,
    environment: UNSTEERED,
    exitCodes: [0],
    deadlineMs: DEADLINE_MS,
  };
}

/** Settings of the environment, and of the `npm` that may run this, that have no word on the command line. */
const UNSTEERED = {
  NODE_ENV: undefined,
  npm_config_global: undefined,
  npm_config_prefix: undefined,
  npm_config_workspaces: undefined,
} as const;
