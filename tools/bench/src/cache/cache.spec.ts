import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '@modax/container-parts';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BenchProblem } from '../bench-problem.ts';
import { measure } from '../measure.ts';
import type { Suite } from '../report/suite.ts';
import { program } from '../testing/programs.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import { cacheSuites } from './cache-suites.ts';
import { waitsAtFixedRate } from './fixed-rate.ts';
import { costOfLoad } from './load.ts';
import { cpuSecondsOf } from './process-tree.ts';
import { type CacheServer, type ServerPlan, startServer } from './server.ts';
import { nginxPlan, ownPlan, requireCacheParts, turborepoPlan } from './server-plans.ts';
import { warmCheckCases } from './warm-check.ts';

/* With a small server and a stub of wrk: whether the real ones are on a machine changes nothing here. */

const SERVER = `
import { createServer } from 'node:http';
const entries = new Map();
createServer(async (request, response) => {
  const body = await new Response(request).arrayBuffer();
  if (request.method === 'PUT') entries.set(request.url, Buffer.from(body));
  const found = entries.get(request.url);
  response.writeHead(found === undefined ? 404 : 200).end(request.method === 'GET' ? found : '');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-cache-bench-'));
  writeFileSync(join(folder, 'server.mjs'), SERVER);
  return () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  };
});

const inBin = (name: string): string => join(folder, 'bin', name);

/** What wrk says on its standard error. */
function stubWrk(said: string): void {
  program(inBin('wrk'), `echo '${said}' >&2`);
  vi.stubEnv('PATH', [join(folder, 'bin'), process.env['PATH']].join(delimiter));
}

async function started(id: string, argv: ServerPlan['argv'] = [process.execPath, 'server.mjs']) {
  const port = await freePort();
  const server = await startServer(
    {
      id,
      title: id,
      argv,
      env: { PORT: String(port) },
      port,
      pathOf: (name) => `/${name}`,
      authorization: '',
    },
    folder,
  );
  onTestFinished(server.stop);
  return server;
}

const surroundings = () => ({ folder, signal: new AbortController().signal });
const LOAD = { id: 'get', title: 'GET', method: 'GET', size: 10 } as const;

describe('a load of which the time says nothing ends the bench', () => {
  test.each([
    ['{"requests":10,"microseconds":1,"failed":1}', 'MEASURED_COMMAND_FAILED'],
    ['{"requests":0,"microseconds":1,"failed":0}', 'MEASURED_COMMAND_FAILED'],
    ['unable to connect', 'TIME_UNREADABLE'],
  ])('%s', async (said, code) => {
    stubWrk(said);
    const server = await started('ours');
    await expect(costOfLoad(server, LOAD, surroundings())).rejects.toMatchObject({ code });
  });

  test('wrk that does not start', async () => {
    const server = await started('ours');
    vi.stubEnv('PATH', folder);
    const load = { ...LOAD, size: 11 };
    await expect(costOfLoad(server, load, surroundings())).rejects.toMatchObject({
      code: 'TIME_UNREADABLE',
    });
  });

  test('a server that stores nothing, or has nothing', async () => {
    const refusing =
      "require('node:http').createServer((_, a) => a.writeHead(500).end()).listen(process.env.PORT)";
    const server = await started('full', [process.execPath, '-e', refusing]);
    await expect(costOfLoad(server, LOAD, surroundings())).rejects.toThrow(
      'full answered a PUT with 500',
    );
    await expect(waitsAtFixedRate(server, '/none')).rejects.toThrow('full has no /none');
  });

  test('and so does one that is interrupted', async () => {
    stubWrk('{"requests":10,"microseconds":1,"failed":0}');
    const server = await started('ours');
    const signal = AbortSignal.abort();
    await expect(costOfLoad(server, LOAD, { folder, signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });
});

test('a server that does not start is named, with what it said', async () => {
  const argv = [process.execPath, '-e', 'console.error("no room"); process.exit(1)'] as const;
  await expect(started('broken', argv)).rejects.toMatchObject({
    code: 'MEASURED_COMMAND_FAILED',
    said: expect.stringContaining('no room') as string,
  });
});

test('a server that is not there is named', async () => {
  await expect(started('lost', [join(folder, 'nothing')])).rejects.toThrow('lost: there is no ');
});

test('the CPU of a process has that of those below it', () => {
  const own = cpuSecondsOf(process.pid);
  expect(own).toBeGreaterThan(0);
  expect(cpuSecondsOf(process.ppid)).toBeGreaterThanOrEqual(own);
});

test('nginx is told to serve a folder of the bench, and to keep to it', async () => {
  const bench = { root: folder, ...surroundings(), variables: {}, tell: () => undefined };
  const { argv, pathOf } = await nginxPlan(bench);
  expect(argv.at(-1)).toBe(join(folder, 'nginx/nginx.conf'));
  expect(pathOf('1')).toBe('/v1/cache/1');
});

/** As much of a set-up clone as a plan looks at. */
function sampleWorkspace(): Workspace {
  const root = join(folder, 'workspace');
  for (const path of [
    'node_modules/.bin',
    'apps/cache-server/src',
    'tools/bootstrap/src/pipeline',
  ]) {
    mkdirSync(join(root, path), { recursive: true });
  }
  mkdirSync(join(root, '.venv'));
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
  writeFileSync(
    join(root, 'apps/cache-server/src/main.ts'),
    `if (process.argv[2] === 'token') console.log('modax_token');\nelse import('${folder}/server.mjs');\n`,
  );
  writeFileSync(join(root, 'tools/bootstrap/src/pipeline/nx-process.ts'), '');
  return { root, env: { PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter) } };
}

test('what servers cost is told for a thousand requests, beside nginx, and each is ended', async () => {
  stubWrk('{"requests":4000,"microseconds":2000000,"failed":0}');
  const port = `$(sed -n 's/.*listen 127.0.0.1:\\([0-9]*\\);.*/\\1/p' "$4")`;
  program(inBin('nginx'), `PORT=${port} exec ${process.execPath} server.mjs`);
  const command = 'node_modules/turborepo-remote-cache/dist/cli.js';
  program(
    inBin('npm'),
    `mkdir -p $(dirname ${command}); echo "import('${folder}/server.mjs')" > ${command}`,
  );
  const told: string[] = [];
  const bench = {
    root: folder,
    ...surroundings(),
    variables: {},
    tell: (text: string) => told.push(text),
  };
  const suites: Suite[] = [];
  const measuring = (async () => {
    // One wait instead of two seconds of them, which `fixed-rate.spec.ts` has.
    const waitsOf = async (server: CacheServer, path: string) => {
      const begun = performance.now();
      await (await fetch(`${server.address}${path}`)).arrayBuffer();
      return [performance.now() - begun];
    };
    const all = cacheSuites(bench, sampleWorkspace(), 1, waitsOf);
    for await (const suite of all) suites.push(suite);
  })();
  // No task of the sample is checked: that is noticed.
  await expect(measuring).rejects.toThrow(BenchProblem);
  expect(told.at(-1)).toContain('filling the remote cache');
  expect(suites.map(({ id }) => id)).toEqual(['cache', 'cache-rate']);
  expect(suites[0]?.rows).toHaveLength(20);
  expect(suites[0]?.rows[1]).toMatchObject({
    id: 'ours get-4k',
    wallRatio: 1,
    asked: { wall: 2, cpu: 2 },
    cost: { wallSeconds: 0.5 },
  });
  const ids = ['nginx', 'ours', 'ours-reading', 'turborepo'];
  expect(suites[1]?.rows.map(({ id }) => id)).toEqual(ids);
  expect(suites[1]?.rows[0]?.cost.wallSeconds).toBeGreaterThan(0);
  const address = `http://127.0.0.1:${/listen 127.0.0.1:(\d+);/.exec(readFileSync(join(folder, 'nginx/nginx.conf'), 'utf8'))?.[1] ?? ''}`;
  await expect(fetch(address)).rejects.toThrow('fetch failed');
});

test('ours is started with a token of its own, the other one from its registry', async () => {
  const bench = { root: folder, ...surroundings(), variables: {}, tell: () => undefined };
  const workspace = sampleWorkspace();
  expect(await ownPlan(bench, workspace, 'reading')).toMatchObject({
    id: 'ours-reading',
    authorization: 'Bearer modax_token',
    env: { CACHE_VERIFY: 'reading' },
  });
  program(inBin('npm'), 'echo "$@" > "$0.words"');
  const { pathOf } = await turborepoPlan(bench, workspace);
  expect(pathOf('1')).toBe('/v8/artifacts/1?teamId=bench');
  expect(readFileSync(join(folder, 'bin/npm.words'), 'utf8')).toContain('turborepo-remote-cache@');
});

test('a check from the cache is one without the Python environment, and of nothing that ran', async () => {
  const bench = { root: folder, ...surroundings(), variables: {}, tell: () => undefined };
  const workspace = sampleWorkspace();
  const server = await started('ours');
  const [run, remote] = await warmCheckCases(bench, workspace, server);
  expect(run?.call.env).not.toHaveProperty('NX_SELF_HOSTED_REMOTE_CACHE_SERVER');
  expect(remote?.call.env['NX_SELF_HOSTED_REMOTE_CACHE_SERVER']).toBe(server.address);
  await remote?.prepare();
  expect(existsSync(join(workspace.root, '.venv'))).toBe(false);
  expect(() => remote?.verify?.()).toThrow(BenchProblem);
  expect(existsSync(join(workspace.root, '.venv'))).toBe(true);
  await run?.prepare();
  expect(() => run?.verify?.()).toThrow(BenchProblem);
});

test('what is missing is named before anything is measured', async () => {
  expect(() => {
    requireCacheParts('/nowhere');
  }).toThrow('there is no nginx; install nginx-core and wrk');
  for (const name of ['nginx', 'wrk']) program(inBin(name), 'exit 0');
  requireCacheParts(join(folder, 'bin'));
  vi.stubEnv('PATH', join(folder, 'bin'));
  const aborted = { ...surroundings(), signal: AbortSignal.abort() };
  const bench = { root: folder, ...aborted, variables: {}, tell: () => undefined };
  const command = {
    name: 'measure',
    parts: ['cache'],
    rounds: 1,
    sizes: [],
    json: false,
  } as const;
  await expect(measure(bench, command).next()).rejects.toThrow(BenchProblem);
});
