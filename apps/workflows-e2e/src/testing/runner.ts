import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { type GitHubEvent, ON_ONE_MACHINE, runAct, wordsFor, type WorkflowRun } from './act.ts';
import { SampleRepository } from './sample-repository.ts';

// A workflow has jobs, and each of them sets itself up.
vi.setConfig({ testTimeout: 60 * 60_000 });

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** Where `.ci/install-workflow-tools` puts act. */
export const ACT = join(
  process.env['MODAX_WORKFLOW_TOOLS'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'modax/workflow-tools'),
  'bin/act',
);

/** Trivy's vulnerabilities, which cannot be fetched everywhere. */
const DATABASE = join(ROOT, '../shared/data/trivy-db/db');

/** Why no workflow can be run here; undefined where it can. */
export function missingForWorkflows(): string | undefined {
  if (!existsSync(ACT)) return 'there is no act: .ci/install-workflow-tools builds it';
  return existsSync(DATABASE) ? undefined : `there is no ${DATABASE}`;
}

/** What a run did, and what it told others. */
export interface Told extends WorkflowRun {
  /** A line for each thing that was told to Codecov or to the security tab, sorted. */
  readonly told: readonly string[];
  /** Folder in which the artifacts lie, each in one of its own. */
  readonly artifacts: string;
}

function eventOn(name: GitHubEvent['name'], ref: string): GitHubEvent {
  return { name, payload: { ref, repository: { full_name: 'modax/modax' } } };
}

/** A small repository, and the workflows that GitHub would start for it. */
export class Runner {
  readonly repository: SampleRepository;
  readonly #folder: string;
  /** What is the same for all of them. */
  variables: Readonly<Record<string, string>> = {};
  secrets: Readonly<Record<string, string>> = {};
  environment: Readonly<Record<string, string>> = {};
  #runs = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'modax-workflows-'));
    try {
      this.repository = SampleRepository.make(join(this.#folder, 'repository'));
      cpSync(DATABASE, join(this.#folder, 'trivy/db'), { recursive: true });
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /** @param lastGreen the newest commit of the branch whose run was green, when there is one */
  push(workflow: string, branch: string, lastGreen?: string): Promise<Told> {
    return this.#run(workflow, eventOn('push', `refs/heads/${branch}`), lastGreen);
  }

  pushTag(workflow: string, tag: string, lastGreen?: string): Promise<Told> {
    return this.#run(workflow, eventOn('push', `refs/tags/${tag}`), lastGreen);
  }

  /**
   * A pull request of what is checked out, to `main`.
   * @param from the repository whose branch asks to be taken
   * @param into the branch with which GitHub has merged it to test it
   */
  pullRequest(
    workflow: string,
    from: string,
    { title = 'feat: a change', into = 'main' }: { title?: string; into?: string } = {},
  ): Promise<Told> {
    const sha = this.repository.mergeInto(into);
    const payload = {
      number: 12,
      pull_request: {
        number: 12,
        title,
        head: { sha, repo: { full_name: from } },
        base: { ref: 'main' },
      },
      repository: { full_name: 'modax/modax' },
    };
    return this.#run(workflow, { name: 'pull_request', payload });
  }

  schedule(workflow: string, lastGreen?: string): Promise<Told> {
    const payload = { repository: { full_name: 'modax/modax' } };
    return this.#run(workflow, { name: 'schedule', payload }, lastGreen);
  }

  /** A person has asked for it, for `main`. */
  dispatch(workflow: string, lastGreen?: string): Promise<Told> {
    return this.#run(workflow, eventOn('workflow_dispatch', 'refs/heads/main'), lastGreen);
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What a person types behind `act`. */
  byHand(...words: readonly string[]): Promise<Told> {
    return this.#told(() => [...words, ON_ONE_MACHINE], '');
  }

  #run(workflow: string, event: GitHubEvent, lastGreen = ''): Promise<Told> {
    return this.#told((folder) => {
      const eventFile = join(folder, 'event.json');
      writeFileSync(eventFile, JSON.stringify(event.payload));
      return wordsFor(workflow, event, { eventFile, secrets: this.secrets });
    }, lastGreen);
  }

  async #told(wordsIn: (folder: string) => readonly string[], lastGreen: string): Promise<Told> {
    this.#runs += 1;
    const standingIn = join(this.#folder, `run-${this.#runs}`);
    mkdirSync(join(standingIn, 'artifacts'), { recursive: true });
    writeFileSync(join(standingIn, 'told'), '');
    const broker = join(standingIn, 'broker.pid');
    const outcome = await runAct({
      act: ACT,
      checkout: this.repository.root,
      words: wordsIn(standingIn),
      folder: this.#folder,
      environment: {
        ...this.environment,
        // Or pip would install it anew for each job.
        PATH: [join(ROOT, '.modax/uv/bin'), this.environment['PATH'] ?? process.env['PATH']].join(
          ':',
        ),
      },
      variables: {
        STANDING_IN: standingIn,
        STANDING_IN_REPOSITORY: this.repository.root,
        STANDING_IN_PACKAGES: ROOT,
        STANDING_IN_NODE: process.execPath,
        STANDING_IN_LAST_GREEN: lastGreen,
        TRIVY_CACHE_DIR: join(this.#folder, 'trivy'),
        ...this.variables,
      },
    }).finally(() => {
      if (existsSync(broker)) process.kill(Number(readFileSync(broker, 'utf8')));
    });
    const told = readFileSync(join(standingIn, 'told'), 'utf8').split('\n');
    return {
      ...outcome,
      told: told.filter((line) => line !== '').sort(),
      artifacts: join(standingIn, 'artifacts'),
    };
  }
}
