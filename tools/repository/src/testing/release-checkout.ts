import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import type { gitHubOfTests } from './github-of-tests.ts';
import type { StoredCheckRun } from './github-state.ts';
import { repository, type Told } from './repository.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CHECKS = ['Python CI', 'Docker Build', 'Integration Tests', 'Security Scan'];
const OF_TAG = { suite: 9, branch: 'v1.2.0', event: 'push' };
export const CHANGELOG = '# 1.2.0 (2026-11-27)\n\n### Features\n\n- stops at once\n';

/** What checks main, and what scans the images of the tag. */
export function ended(
  conclusion: string | null,
  ofTag: string | null = 'success',
): readonly StoredCheckRun[] {
  const scan = { name: 'Docker Build', conclusion: ofTag, suite: OF_TAG.suite };
  return [...CHECKS.map((name) => ({ name, conclusion })), scan];
}

/** A clone with the tag v1.2.0 checked out, as `npm run release` makes it. */
export class ReleaseCheckout {
  readonly #github: ReturnType<typeof gitHubOfTests>;
  readonly #root = mkdtempSync(join(tmpdir(), 'modax-release-'));
  /** How often a command has waited. */
  waits = 0;
  /** What becomes while it waits. */
  whileWaiting: () => void = () => undefined;

  constructor(github: ReturnType<typeof gitHubOfTests>) {
    this.#github = github;
    github.state.checkRuns = [ended('success')];
    github.state.workflowRuns = [...github.state.workflowRuns, OF_TAG];
    cpSync(join(ROOT, '.github'), join(this.#root, '.github'), { recursive: true });
    this.write(
      'nx.json',
      JSON.stringify({ release: { groups: { layers: { projects: ['pump', 'panel'] } } } }),
    );
    this.write('apps/pump/pyproject.toml', '[project]\nversion = "1.2.0"\n');
    this.write('apps/panel/package.json', '{ "version": "1.2.0" }');
    this.write('CHANGELOG.md', CHANGELOG);
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('feat: release 1.2.0');
    this.git('tag', 'v1.2.0');
    this.seenByOthers();
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.#root, file)), { recursive: true });
    writeFileSync(join(this.#root, file), text);
  }

  /** @returns what git says */
  git(...words: readonly string[]): string {
    const identity = ['-c', 'user.name=Sample', '-c', 'user.email=sample@modax.example'];
    const options = { cwd: this.#root, encoding: 'utf8' } as const;
    return execFileSync('git', [...identity, ...words], options).trim();
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', `--message=${message}`);
  }

  commitOf(name: string): string {
    return this.git('rev-parse', `${name}^{commit}`);
  }

  /** As when main and the tag are pushed. */
  seenByOthers(): void {
    this.git('update-ref', 'refs/remotes/origin/main', 'refs/heads/main');
    this.#github.state.tags.set('v1.2.0', this.commitOf('v1.2.0'));
  }

  /** `npm run repository -- …` for the rules of that clone. */
  repository(...words: readonly string[]): Promise<Told> {
    return repository(this.#github, words, {
      root: this.#root,
      wait: () => {
        this.waits += 1;
        this.whileWaiting();
        return Promise.resolve();
      },
    });
  }

  remove(): void {
    rmSync(this.#root, { recursive: true });
  }
}

/** One for each test of a file, to be used inside of them. */
export function releaseCheckouts(github: ReturnType<typeof gitHubOfTests>): {
  readonly checkout: ReleaseCheckout;
} {
  let checkout: ReleaseCheckout;
  beforeEach(() => {
    checkout = new ReleaseCheckout(github);
  });
  afterEach(() => {
    checkout.remove();
  });
  return {
    get checkout() {
      return checkout;
    },
  };
}
