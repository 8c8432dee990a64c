import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CustomHasher } from '@nx/devkit';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { PumpWorkspace } from '../testing/pump-workspace.ts';
import { buildHasher } from './build-hasher.ts';
import { scanHasher } from './scan-hasher.ts';

/** The key of a task of the pump, of which Nx sees the same files each time. */
async function keyOf(hasher: CustomHasher): Promise<string> {
  const context = {
    hasher: {
      hashTask: () =>
        Promise.resolve({ value: '1', details: { command: '', nodes: {}, implicitDeps: {} } }),
    },
    taskGraph: {},
    projectGraph: { nodes: { pump: { data: { root: 'apps/pump' } } } },
  } as unknown as Parameters<CustomHasher>[1];
  const task = { target: { project: 'pump', target: 'docker' } } as Parameters<CustomHasher>[0];
  return (await hasher(task, context)).value;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the key of a build', () => {
  const workspace = () => {
    const made = new PumpWorkspace();
    onTestFinished(() => {
      made.remove();
    });
    return made;
  };

  test('is another one after a commit to the sources, though Nx sees the same files', async () => {
    const pump = workspace();
    const key = () => keyOf(buildHasher(pump.root));
    const before = await key();
    pump.commit({ 'docs/words.md': 'words\n' });
    expect(await key()).toBe(before);
    pump.commit({ 'libs/kit/src/sample_kit/more.py': '"""More."""\n' });
    expect(await key()).not.toBe(before);
  });

  test('is another one while something is not committed, and on another base image', async () => {
    const pump = workspace();
    const { root } = pump;
    const before = await keyOf(buildHasher(root));
    vi.stubEnv('MODAX_PYTHON_IMAGE', `own.example/python@sha256:${'a'.repeat(64)}`);
    const other = await keyOf(buildHasher(root));
    vi.unstubAllEnvs();
    pump.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    const dirty = await keyOf(buildHasher(root));
    expect(new Set([before, other, dirty]).size).toBe(3);
  });

  test('is of no image where the sources cannot be read', async () => {
    const { root } = workspace();
    const before = await keyOf(buildHasher(root));
    rmSync(join(root, 'apps/pump/Dockerfile'));
    expect(await keyOf(buildHasher(root))).not.toBe(before);
  });
});

test('the key of a scan is of the database, of the day and of the Trivy that scans', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'modax-database-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
    vi.useRealTimers();
  });
  const metadata = (text: string) => {
    mkdirSync(join(folder, 'db'), { recursive: true });
    writeFileSync(join(folder, 'db/metadata.json'), text);
    writeFileSync(join(folder, 'db/trivy.db'), '');
  };
  vi.stubEnv('TRIVY_CACHE_DIR', folder);
  vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z'), toFake: ['Date'] });
  vi.stubEnv('PATH', '');
  const key = () => keyOf(scanHasher(folder));
  const none = await key();
  metadata('{"Version":2,"UpdatedAt":"2026-11-25T00:00:00Z"}');
  const one = await key();
  expect(await key()).toBe(one);
  metadata('{"Version":2,"UpdatedAt":"2026-11-26T00:00:00Z"}');
  const newer = await key();
  vi.setSystemTime(new Date('2026-11-27T00:00:00Z'));
  const tomorrow = await key();
  mkdirSync(join(folder, '.venv/bin'), { recursive: true });
  writeFileSync(join(folder, '.venv/bin/trivy'), '');
  const locked = await key();
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/trivy'), '', { mode: 0o755 });
  vi.stubEnv('PATH', join(folder, 'bin'));
  const own = await key();
  expect(new Set([none, one, newer, tomorrow, locked, own]).size).toBe(6);
});
