import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { cleanEnvironment } from '@modax/command';
import { parseJson, recordOf } from '@modax/findings';
import type { JsonObject } from '../rules/rules.ts';
import { answerTo } from './github-answers.ts';
import { DESCRIPTION, type GitHubState, newState } from './github-state.ts';

/** GitHub's API for tests: it keeps what it is told, and Prism holds requests and answers to GitHub's description. */
export interface GitHub {
  readonly url: string;
  state: GitHubState;
  readonly stop: () => Promise<void>;
}

/** The environment of a command that asks it as an administrator would. */
export function environmentFor(
  { url, state }: Omit<GitHub, 'stop'>,
  variables: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  return cleanEnvironment(process.env, {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'modax/modax',
    GITHUB_TOKEN: state.token,
    ...variables,
  });
}

/** Starts it on free ports of the loopback. */
export async function startGitHub(): Promise<GitHub> {
  const github: { state: GitHubState } = { state: newState() };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { state } = github;
      const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://github');
      const token = request.headers.authorization?.replace(/^(bearer|token) /i, '') ?? '';
      const answer = answerTo(state, { method: request.method ?? '', path, query, token, body });
      if (state.scopes !== undefined) response.setHeader('X-OAuth-Scopes', state.scopes);
      response.setHeader('Content-Type', 'application/json');
      response.statusCode = answer.status;
      response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const prism = spawn(
    process.execPath,
    [prismProgram(), 'proxy', DESCRIPTION, `http://127.0.0.1:${port}`, '--errors', '-p', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await addressOf(prism);
  return Object.assign(github, { url, stop: () => stopped(prism, server) });
}

function prismProgram(): string {
  return createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
}

/** Prism tells where it listens. */
async function addressOf(prism: ChildProcess): Promise<string> {
  if (prism.stdout === null) throw new Error('Prism has no output');
  const lines = createInterface({ input: prism.stdout });
  for await (const line of lines) {
    const [, address] = /listening on (http:\S+)/.exec(line) ?? [];
    if (address !== undefined) {
      // It goes on telling: what nobody reads would stop it.
      prism.stdout.resume();
      return address;
    }
  }
  throw new Error('Prism ended before it listened');
}

async function stopped(prism: ChildProcess, server: Server): Promise<void> {
  const ends = [once(prism, 'exit'), once(server, 'close')];
  prism.kill();
  server.close();
  server.closeAllConnections();
  await Promise.all(ends);
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return (recordOf(parseJson(Buffer.concat(pieces).toString('utf8'))) ?? {}) as JsonObject;
}
