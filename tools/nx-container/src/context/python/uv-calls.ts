import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Call } from '../../running/execute.ts';
import type { ContextPlan, Platform } from '../context.ts';

/**
 * The C library of the base image sets which wheels can be used: Debian 12's is 2.36. Of the wheels of a
 * package uv takes the newest that the platform still runs.
 */
const UV_PLATFORMS: Readonly<Record<Platform, string>> = {
  'linux/amd64': 'x86_64-manylinux_2_36',
  'linux/arm64': 'aarch64-manylinux_2_36',
};

const DEADLINE_MS = 10 * 60_000;

/** What of the lock the project runs with, for every platform, each file with its hash. */
export function exportCall(plan: ContextPlan, requirements: string): Call {
  return uv(plan, 'export', [
    'export',
    '--frozen',
    '--package',
    plan.project.packageName,
    '--no-default-groups',
    '--no-emit-workspace',
    '--no-annotate',
    '--no-header',
    '--format=requirements-txt',
    `--output-file=${requirements}`,
    '--quiet',
  ]);
}

/** The locked wheels for the image's platform and Python, whatever the machine's are. */
export function dependenciesCall(plan: ContextPlan, requirements: string, target: string): Call {
  return uv(plan, 'dependencies', [
    'pip',
    'install',
    `--target=${target}`,
    `--requirements=${requirements}`,
    '--require-hashes',
    '--no-deps',
    '--only-binary=:all:',
    `--python-platform=${UV_PLATFORMS[plan.platform]}`,
    `--python-version=${plan.pythonVersion}`,
    `--python=${interpreter(plan)}`,
    '--link-mode=copy',
    '--quiet',
  ]);
}

/** One wheel for each of our own packages, made by the locked build backend of what lies in `sources`. */
export function wheelCalls(plan: ContextPlan, sources: string, target: string): readonly Call[] {
  return plan.project.members.map(({ name, folder }) => ({
    ...uv(plan, `wheel of ${name}`, [
      'build',
      '--wheel',
      '--no-build-isolation',
      '--offline',
      `--python=${interpreter(plan)}`,
      `--out-dir=${target}`,
      '--quiet',
      join(sources, folder),
    ]),
    environment: { ...UNSTEERED, SOURCE_DATE_EPOCH: String(plan.committedAt) },
  }));
}

export function packagesCall(plan: ContextPlan, wheels: readonly string[], target: string): Call {
  return uv(plan, 'packages', [
    'pip',
    'install',
    `--target=${target}`,
    '--no-deps',
    '--no-index',
    '--offline',
    `--python=${interpreter(plan)}`,
    '--link-mode=copy',
    '--quiet',
    ...wheels,
  ]);
}

/** A person's settings for uv that would lay out something else than the lock. */
const UNSTEERED = {
  PYTHONDONTWRITEBYTECODE: '1',
  UV_COMPILE_BYTECODE: undefined,
  UV_CONSTRAINT: undefined,
  UV_BUILD_CONSTRAINT: undefined,
  UV_OVERRIDE: undefined,
  UV_EXCLUDE_NEWER: undefined,
  UV_NO_BINARY: undefined,
  UV_NO_HASHES: undefined,
  UV_PROJECT: undefined,
  UV_PROJECT_ENVIRONMENT: undefined,
  UV_PYTHON: undefined,
  UV_REQUIRE_HASHES: undefined,
  UV_WORKING_DIR: undefined,
  VIRTUAL_ENV: undefined,
} as const;

function uv(plan: ContextPlan, name: string, words: readonly string[]): Call {
  return {
    program: uvOf(plan),
    name,
    arguments: words,
    cwd: plan.workspaceRoot,
    environment: UNSTEERED,
    exitCodes: [0],
    deadlineMs: DEADLINE_MS,
  };
}

function interpreter({ workspaceRoot }: ContextPlan): string {
  return join(workspaceRoot, '.venv/bin/python');
}

/** The one that the set-up has installed, or that of the machine, where the set-up found the right one. */
function uvOf({ workspaceRoot }: ContextPlan): string {
  const installed = join(workspaceRoot, '.modax/uv/bin/uv');
  return existsSync(installed) ? installed : 'uv';
}
