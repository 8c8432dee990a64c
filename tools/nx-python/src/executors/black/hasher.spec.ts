import type { HasherContext, Task } from '@nx/devkit';
import { describe, expect, test } from 'vitest';
import hasher from './hasher.ts';

type TaskHasher = HasherContext['hasher'];

/** Nx, which gives every task the key of its files. */
class FilesHasher implements TaskHasher {
  readonly #hash = { value: 'files', details: { command: '', nodes: {}, implicitDeps: {} } };
  hashTask = () => Promise.resolve(this.#hash);
  hashTasks = () => Promise.resolve([this.#hash]);
}

const context: HasherContext = {
  projectGraph: { nodes: {}, dependencies: {} },
  projectsConfigurations: { version: 2, projects: {} },
  nxJsonConfiguration: {},
  taskGraph: { roots: [], tasks: {}, dependencies: {}, continuousDependencies: {} },
  hasher: new FilesHasher(),
};

async function key(configuration: string | undefined, overrides: Task['overrides']) {
  const target = { project: 'pump', target: 'format', ...(configuration && { configuration }) };
  const task: Task = {
    id: 'pump:format',
    target,
    overrides,
    outputs: [],
    parallelism: true,
    cache: true,
  };
  return (await hasher(task, context)).value;
}

describe('judging is cached by its files', () => {
  test.each([[{}], [{ check: true }], [{ check: 'true' }], [{ timeoutSeconds: 10 }]])(
    'with %j',
    async (overrides) => {
      expect(await key(undefined, overrides)).toBe('files');
    },
  );
});

describe('writing is never cached: a hit would leave the files as they are', () => {
  test.each([
    ['fix', {}],
    // As Nx hands on `--no-check`, `--check=false` and `--check=0`.
    [undefined, { check: false }],
    [undefined, { check: 'false' }],
    [undefined, { check: 0 }],
  ])('with configuration %s and %j', async (configuration, overrides) => {
    const first = await key(configuration, overrides);
    expect(first).not.toBe('files');
    expect(await key(configuration, overrides)).not.toBe(first);
  });
});
