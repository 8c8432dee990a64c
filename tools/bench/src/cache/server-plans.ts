import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '@modax/command';
import { freePort } from '@modax/container-parts';
import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from '../workspaces/workspace.ts';
import type { ServerPlan } from './server.ts';

/** The server that is 1.00 for all. */
export const BASE = 'nginx';

/** Compared with, never used: in no lock of this repository. */
const TURBOREPO_CACHE = 'turborepo-remote-cache@2.12.0';
const TOKEN = 'a-token-of-the-bench';

/** @throws BenchProblem `PARTS_MISSING`, before anything is measured. */
export function requireCacheParts(path = searchPath()): void {
  const missing = ['nginx', 'wrk'].find((name) => findOnPath(name, path) === undefined);
  if (missing === undefined) return;
  const remedy = 'install nginx-core and wrk, or name the other parts';
  throw new BenchProblem('PARTS_MISSING', `cache: there is no ${missing}; ${remedy}`);
}

/** Servers are often where only the system looks. */
function searchPath(): string {
  return `${process.env['PATH'] ?? ''}:/usr/sbin`;
}

/** nginx with sendfile and WebDAV: the practical limit. It brings nothing to the disk. */
export async function nginxPlan({ folder }: Bench): Promise<ServerPlan> {
  const own = join(folder, 'nginx');
  for (const name of ['data', 'temporary']) mkdirSync(join(own, name), { recursive: true });
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${own}/temporary;`)
    .join(' ');
  const configuration = join(own, 'nginx.conf');
  writeFileSync(
    configuration,
    // Started by root its workers would be somebody who may not write here.
    `${process.getuid?.() === 0 ? 'user root; ' : ''}daemon off; worker_processes auto; pid ${own}/pid; error_log ${own}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  default_type application/octet-stream; client_max_body_size 0; ${temporary}
  server {
    listen 127.0.0.1:${port};
    location / { root ${own}/data; dav_methods PUT; create_full_put_path on; }
  }
}
`,
  );
  return {
    id: BASE,
    title: 'nginx, sendfile and WebDAV',
    argv: [
      findOnPath('nginx', searchPath()) ?? 'nginx',
      '-e',
      `${own}/error.log`,
      '-c',
      configuration,
    ],
    env: { PATH: searchPath() },
    port,
    pathOf: (name) => `/v1/cache/${name}`,
    authorization: '',
  };
}

/** Ours, which compares what it reads when it opens a file, or at each read. */
export async function ownPlan(
  bench: Bench,
  workspace: Workspace,
  verify: 'opening' | 'reading',
): Promise<ServerPlan> {
  const folder = join(bench.folder, `cache-${verify}`);
  const port = await freePort();
  const main = join(workspace.root, 'apps/cache-server/src/main.ts');
  const node = join(workspace.root, 'node_modules/.bin/node');
  const env = { ...workspace.env, CACHE_FOLDER: folder, CACHE_VERIFY: verify, PORT: String(port) };
  const create = [node, main, 'token', 'create', '--for', 'bench', '--scope', 'trusted'] as const;
  const token = await succeed({ ...callIn(workspace, create), env }, bench.signal);
  return {
    id: verify === 'opening' ? 'ours' : 'ours-reading',
    title: `ours, compared at each ${verify}`,
    argv: [node, '--max-semi-space-size=2', main, 'serve'],
    env,
    port,
    pathOf: (name) => `/v1/cache/${name}`,
    authorization: `Bearer ${token.trim()}`,
  };
}

/** The one that users would pick instead. */
export async function turborepoPlan(bench: Bench, workspace: Workspace): Promise<ServerPlan> {
  const folder = join(bench.folder, 'turborepo-remote-cache');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  bench.tell(`installing ${TURBOREPO_CACHE}\n`);
  const install = ['npm', 'install', '--no-audit', '--no-fund', TURBOREPO_CACHE] as const;
  await succeed(callIn({ ...workspace, root: folder }, install), bench.signal);
  const port = await freePort();
  return {
    id: 'turborepo',
    title: TURBOREPO_CACHE,
    argv: [
      join(workspace.root, 'node_modules/.bin/node'),
      join(folder, 'node_modules/turborepo-remote-cache/dist/cli.js'),
    ],
    env: {
      ...workspace.env,
      PORT: String(port),
      TURBO_TOKEN: TOKEN,
      STORAGE_PROVIDER: 'local',
      STORAGE_PATH: join(folder, 'entries'),
      LOG_LEVEL: 'silent',
      NODE_ENV: 'production',
      BODY_LIMIT: '2000000000',
    },
    port,
    pathOf: (name) => `/v8/artifacts/${name}?teamId=bench`,
    authorization: `Bearer ${TOKEN}`,
  };
}
