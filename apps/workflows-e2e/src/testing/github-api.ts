import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson, recordOf } from '@modax/findings';

const CHECKS = ['Python CI', 'Docker Build', 'Integration Tests', 'Security Scan'];
/** The number of GitHub Actions among applications. */
const ACTIONS = 15368;
/** What ran when `main` was pushed. */
const OF_MAIN = { check_suite_id: 1, head_branch: 'main', event: 'push' };
const SUITE_OF_TAG = 2;

/** The part of GitHub's API that a release asks: the checks of a commit, and releases. */
export class GitHubApi {
  readonly #server: Server;
  /** What every required check of every commit came to. */
  conclusion = 'success';
  /** What the scan of every tag's images came to. */
  conclusionOfTag = 'success';
  /** The commit that each tag names. */
  readonly tags = new Map<string, string>();
  /** What was published, by tag. */
  readonly releases = new Map<string, Readonly<Record<string, unknown>>>();
  changes = 0;
  /** Whether it cannot store anything. */
  isAway = false;

  private constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const body = recordOf(parseJson(Buffer.concat(pieces).toString('utf8'))) ?? {};
        const [status, answer] = this.#answer(request.method ?? '', request.url ?? '', body);
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<GitHubApi> {
    const api = new GitHubApi();
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #answer(
    method: string,
    url: string,
    body: Readonly<Record<string, unknown>>,
  ): readonly [status: number, body: unknown] {
    const checked = this.#checked(url);
    if (checked !== undefined) return [200, checked];
    const named = /\/commits\/tags(?:%2F|\/)(?<name>[^/?]+)$/.exec(url)?.groups?.['name'];
    const sha = this.tags.get(named ?? '');
    if (sha !== undefined) return [200, { sha }];
    const tag = /\/releases\/tags\/(?<tag>[^/?]+)$/.exec(url)?.groups?.['tag'];
    if (tag !== undefined) {
      const release = this.releases.get(tag);
      return release === undefined ? [404, { message: 'Not Found' }] : [200, release];
    }
    return method === 'POST' && url.endsWith('/releases')
      ? this.#published(body)
      : [404, { message: 'Not Found' }];
  }

  /** What is told of a commit's checks, and of which of them ran for `main`. */
  #checked(url: string): object | undefined {
    if (/\/commits\/[0-9a-f]{40}\/check-runs/.test(url)) {
      const of = (suite: number, conclusion: string) => (name: string) => ({
        ...{ name, status: 'completed', conclusion },
        ...{ app: { id: ACTIONS }, check_suite: { id: suite } },
      });
      const runs = [
        ...CHECKS.map(of(OF_MAIN.check_suite_id, this.conclusion)),
        ...['Docker Build'].map(of(SUITE_OF_TAG, this.conclusionOfTag)),
      ];
      return { total_count: runs.length, check_runs: runs };
    }
    if (!/\/actions\/runs\?.*\bhead_sha=[0-9a-f]{40}\b/.test(url)) return undefined;
    const branch = new URL(url, this.url).searchParams.get('branch');
    const ofTag = { check_suite_id: SUITE_OF_TAG, head_branch: branch, event: 'push' };
    const runs = branch === 'main' ? [OF_MAIN] : [ofTag];
    return { total_count: runs.length, workflow_runs: runs };
  }

  #published(body: Readonly<Record<string, unknown>>): readonly [status: number, body: unknown] {
    if (this.isAway) return [502, { message: 'Bad Gateway' }];
    this.changes += 1;
    const release = { ...body, id: this.changes };
    this.releases.set(String(body['tag_name']), release);
    return [201, release];
  }
}
