import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { SampleWorkspace } from '../testing/sample-workspace.ts';
import { exportCall, lockedPackages, parseExport, requirementsText } from './locked-packages.ts';

test('uv lists what a project ships with, extras too, from the lock and without network', () => {
  expect(exportCall('/workspace', 'modax-pump')).toEqual({
    name: 'export',
    program: 'uv',
    arguments: [
      'export',
      '--frozen',
      '--offline',
      '--package',
      'modax-pump',
      '--all-extras',
      '--no-default-groups',
      '--no-emit-workspace',
      '--no-hashes',
      '--no-annotate',
      '--no-header',
      '--format=requirements-txt',
    ],
    cwd: '/workspace',
    exitCodes: [0],
  });
});

describe("uv's list", () => {
  // As uv 0.13.9 writes it.
  const text = `aiomqtt==2.5.1
anyio==4.12.1 ; python_full_version < '3.10'
anyio==4.16.0 ; python_full_version >= '3.10'
colorama==0.4.6 ; python_full_version < '3.10' and sys_platform == 'win32'
fastapi==0.162.5 ; python_full_version == '3.10.*'
fastapi==0.165.0 ; python_full_version >= '3.11'
httpx[http2,socks]==0.28.1
odd.name_x==2!1.0.post1+local.1
`;

  test('holds each version once, whatever Python or platform it is for', () => {
    expect(parseExport(text)).toEqual([
      { name: 'aiomqtt', version: '2.5.1' },
      { name: 'anyio', version: '4.12.1' },
      { name: 'anyio', version: '4.16.0' },
      { name: 'colorama', version: '0.4.6' },
      { name: 'fastapi', version: '0.162.5' },
      { name: 'fastapi', version: '0.165.0' },
      { name: 'httpx', version: '0.28.1' },
      { name: 'odd.name_x', version: '2!1.0.post1+local.1' },
    ]);
    expect(parseExport(text + text)).toEqual(parseExport(text));
  });

  test('of a project without dependencies is empty', () => {
    expect(parseExport('')).toEqual([]);
    expect(parseExport('\n\n')).toEqual([]);
  });

  test.each([
    'requests>=2.19.0',
    'requests',
    'requests==',
    '==2.19.0',
    '-e ./libs/kit',
    './libs/kit',
    'kit @ git+https://example.org/kit@main',
    '--index-url https://example.org/simple',
    '# a comment',
    'requests==2.19.0 --hash=sha256:cc408268',
    'error: no such package',
    'requests==2.19.0, six==1.16.0',
  ])('is not believed with a line that an audit would not understand: %s', (line) => {
    expect(parseExport(`six==1.16.0\n${line}\n`)).toBeUndefined();
  });

  test('becomes requirements that say the same', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]*$/);
    const version = fc.stringMatching(/^\d+(\.\d+){0,2}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ name, version }), {
          selector: (entry) => `${entry.name}==${entry.version}`,
        }),
        (packages) => {
          expect(parseExport(requirementsText(packages))).toEqual(packages);
        },
      ),
    );
  });

  test('that is no text of uv is a list of packages or nothing, never an accident', () => {
    fc.assert(
      fc.property(fc.string(), (text_) => {
        const packages = parseExport(text_);
        for (const entry of packages ?? []) expect(entry.name).not.toBe('');
      }),
    );
  });
});

describe('with the real uv', () => {
  let workspace: SampleWorkspace;
  beforeEach(() => {
    workspace = new SampleWorkspace();
    return () => {
      rmSync(workspace.root, { recursive: true });
    };
  });

  const listed = (distribution = 'sample-pump') =>
    lockedPackages(
      { workspaceRoot: workspace.root, environment: join(workspace.root, '.venv') },
      distribution,
      new AbortController().signal,
    );

  const vulnerable = [
    { name: 'certifi', version: '2026.10.18' },
    { name: 'chardet', version: '3.0.4' },
    { name: 'idna', version: '2.7' },
    { name: 'requests', version: '2.19.0' },
    { name: 'urllib3', version: '1.23' },
  ];

  test('a project without dependencies has none', async () => {
    expect(await listed()).toEqual([]);
  });

  test('a dependency brings all that lies below it', async () => {
    workspace.plantVulnerableDependency();
    expect(await listed()).toEqual(vulnerable);
  });

  test('so does a dependency that only an extra ships', async () => {
    workspace.plantVulnerableDependency();
    const required = 'dependencies = [\n    { name = "requests" },\n]\n';
    const lock = readFileSync(join(workspace.root, 'uv.lock'), 'utf8');
    expect(lock).toContain(required);
    workspace.write(
      'uv.lock',
      lock.replace(
        required,
        '[package.optional-dependencies]\nhttp = [\n    { name = "requests" },\n]\n',
      ),
    );
    expect(await listed()).toEqual(vulnerable);
  });

  test('no variable names another project, or leaves something out', async () => {
    workspace.plantVulnerableDependency();
    process.env['UV_WORKING_DIR'] = '/';
    process.env['UV_PROJECT'] = '/';
    try {
      expect(await listed()).toEqual(vulnerable);
    } finally {
      delete process.env['UV_WORKING_DIR'];
      delete process.env['UV_PROJECT'];
    }
  });

  test.each([
    ['a project that the lock does not know', 'modax-nobody', undefined],
    ['a lock that cannot be read', 'sample-pump', 'not a lock'],
  ])('%s is a problem with a remedy', async (_, distribution, lock) => {
    if (lock !== undefined) workspace.write('uv.lock', lock);
    expect(await listed(distribution)).toMatchObject({
      code: 'LOCK_EXPORT_FAILED',
      where: { path: 'uv.lock' },
    });
  });

  test('an interruption is not taken for an empty list', async () => {
    const place = { workspaceRoot: workspace.root, environment: join(workspace.root, '.venv') };
    expect(await lockedPackages(place, 'sample-pump', AbortSignal.abort())).toMatchObject({
      code: 'TOOL_CANCELLED',
    });
  });
});
