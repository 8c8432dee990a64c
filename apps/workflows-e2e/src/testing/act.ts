import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { cleanEnvironment, run } from '@modax/command';
import { parseJson, recordOf, textOf } from '@modax/findings';

/** What GitHub starts a workflow for. */
export interface GitHubEvent {
  readonly name: 'pull_request' | 'push' | 'schedule' | 'workflow_dispatch';
  readonly payload: Readonly<Record<string, unknown>>;
}

/** How act is called. */
export interface ActCall {
  /** The program. */
  readonly act: string;
  /** A checkout of what the workflows are for. */
  readonly checkout: string;
  /** What to run, as a person would type it. */
  readonly words: readonly string[];
  /** For act's own files. */
  readonly folder: string;
  /** What every step is told. */
  readonly variables: Readonly<Record<string, string>>;
  /** What act itself is started with, beside the environment of the test. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Jobs all run on this machine, and each sets itself up. */
export const ON_ONE_MACHINE = '--var=CHECK_JOBS=2';

/** The words by which a workflow is started as GitHub would, for an event. */
export function wordsFor(
  workflow: string,
  event: GitHubEvent,
  { eventFile, secrets }: { eventFile: string; secrets: Readonly<Record<string, string>> },
): readonly string[] {
  return [
    event.name,
    `--workflows=.github/workflows/${workflow}`,
    `--eventpath=${eventFile}`,
    '--no-skip-checkout',
    ON_ONE_MACHINE,
    ...Object.entries(secrets).map(([name, value]) => `--secret=${name}=${value}`),
  ];
}

/** What became of a workflow. */
export interface WorkflowRun {
  /** 0 when it is green. */
  readonly code: number;
  /** How each job ended that was started: `success` or `failure`. */
  readonly jobs: Readonly<Record<string, string>>;
  /** The steps of Nx that had a verdict, as `web lint`, each with it. */
  readonly tasks: Readonly<Record<string, string>>;
  /** All that was said, for whoever has to find out why. */
  readonly log: string;
}

/** Programs that stand in for those of GitHub's runners. */
const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url));
const ACTIONS = fileURLToPath(new URL('actions', import.meta.url));
const PINNED = /uses: (?<name>[\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(?<commit>[0-9a-f]{40})/g;

/** Stand-ins for what exists on GitHub alone, by the names and commits that the workflows pin. */
export function localActions(checkout: string): readonly string[] {
  const files = globSync(['.github/workflows/*.yml', '.github/actions/*/action.yml'], {
    cwd: checkout,
  });
  const pinned = files.flatMap((file) =>
    [...readFileSync(join(checkout, file), 'utf8').matchAll(PINNED)].map(
      ({ groups }) => [groups?.['name'] ?? '', groups?.['commit'] ?? ''] as const,
    ),
  );
  const known = new Map(pinned.map(([name, commit]) => [`${name}@${commit}`, join(ACTIONS, name)]));
  return [...known].map(([action, folder]) => `--local-repository=${action}=${folder}`);
}

/** Runs workflows on this machine. */
export async function runAct(call: ActCall): Promise<WorkflowRun> {
  const outcome = await run({
    argv: [
      call.act,
      ...call.words,
      '--platform=ubuntu-24.04=-self-hosted',
      '--no-cache-server',
      // The sample says the same of matrices, and why.
      '--concurrent-jobs=1',
      // Or it would hide each of them, and nobody would see one that is told.
      '--insecure-secrets',
      '--json',
      `--action-cache-path=${join(call.folder, 'act')}`,
      ...localActions(call.checkout),
      ...Object.entries(call.variables).map(([name, value]) => `--env=${name}=${value}`),
    ],
    cwd: call.checkout,
    env: cleanEnvironment(process.env, {
      ...call.environment,
      PATH: [PROGRAMS, call.environment['PATH'] ?? process.env['PATH']].join(':'),
      // A person's own settings of act are none of the test's.
      XDG_CONFIG_HOME: join(call.folder, 'settings'),
      GITHUB_TOKEN: 'token-of-a-person',
    }),
    deadlineMs: 20 * 60_000,
    outputLimitBytes: 100_000_000,
  });
  if (outcome.kind !== 'exited') throw new Error(`act was ${outcome.kind}`);
  return { code: outcome.code, ...read(outcome.stdout + outcome.stderr) };
}

/** Steps that every run of the pipeline has, whatever it was asked for. */
const OF_EVERY_RUN = new Set(['gates', 'ratchet', 'sources']);
/** A line of the table in which a run of the pipeline ends. */
const RESULT = /^(?<project>\S+) +(?<step>\S+) +(?<result>\S+) +\d[\d.]* s /;

function read(output: string): Omit<WorkflowRun, 'code'> {
  const lines = output.split('\n').map((line) => recordOf(parseJson(line)) ?? {});
  const jobs = lines.flatMap(({ job, jobResult }) => {
    const [name, result] = [textOf(job), textOf(jobResult)];
    // Before its own stand the names of what calls it, behind it the number that a matrix gives it.
    const own = name?.split('/').at(-1)?.trim().replace(/-\d+$/, '');
    return own === undefined || result === undefined ? [] : [[own, result] as const];
  });
  const tasks = lines.flatMap(({ msg }) => {
    const row = RESULT.exec(stripVTControlCharacters(textOf(msg) ?? ''))?.groups;
    const { project = '', step = '', result = '' } = row ?? {};
    return row === undefined || OF_EVERY_RUN.has(step)
      ? []
      : [[`${project} ${step}`, result] as const];
  });
  return {
    jobs: Object.fromEntries(jobs),
    tasks: Object.fromEntries(tasks),
    log: lines
      .filter(({ raw_output: said, level }) => said === true || level !== 'info')
      .map(({ job, msg }) => `${textOf(job)?.trim() ?? 'act'}: ${textOf(msg)?.trimEnd() ?? ''}`)
      .join('\n'),
  };
}
