import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectGraph, Task } from '@nx/devkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { repository } from '../testing/sample-workspace.ts';
import { inputsOf, writes } from './task-inputs.ts';
import { keyOf } from './key-input.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'modax-hasher-'));
  write('pyproject.toml', '[project]\nname = "station"\n');
  write('uv.lock', '[[package]]\nname = "station"\n');
  write('apps/pump/pyproject.toml', '[project]\nname = "pump"\n');
  write('apps/pump/src/pump/main.py', 'x = 1\n');
  return () => {
    rmSync(root, { recursive: true });
  };
});

function write(path: string, text: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const graph: ProjectGraph = {
  nodes: {
    pump: {
      name: 'pump',
      type: 'app',
      data: {
        root: 'apps/pump',
        targets: {
          format: {
            executor: '@modax/nx-python:black',
            options: { timeoutSeconds: 300 },
            configurations: { fix: { check: false }, patient: { timeoutSeconds: 900 } },
          },
          strange: { executor: '@modax/nx-python:unknown' },
        },
      },
    },
  },
  dependencies: {},
};

type Changes = Partial<Omit<Task, 'target'>> & { readonly target?: Partial<Task['target']> };

function task(changes: Changes = {}): Task {
  return {
    id: 'pump:format',
    overrides: {},
    outputs: [],
    parallelism: true,
    cache: true,
    ...changes,
    target: { project: 'pump', target: 'format', ...changes.target },
  };
}

function key(one: Task): string {
  return keyOf(
    inputsOf(one, { projectGraph: graph }, root, {
      plugin: join(repository, 'tools/nx-python'),
      variables: {},
      today: '2026-11-25',
    }),
  );
}

describe('what a task is told', () => {
  test('by its configuration or on the command line is in its key', () => {
    const keys = [
      task(),
      task({ target: { configuration: 'patient' } }),
      task({ target: { configuration: 'fix' } }),
      task({ overrides: { timeoutSeconds: 10 } }),
      task({ outputs: ['reports/pump/black.*'] }),
    ].map(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("in Nx's own notes about the command line is not", () => {
    expect(key(task({ overrides: { __overrides_unparsed__: ['--a'] } }))).toBe(key(task()));
  });
});

test('an executor without a plan stops everything, by its name', () => {
  expect(() => key(task({ target: { target: 'strange' } }))).toThrow(
    'the executor unknown has no plan of its key: state it in hashing/plan.ts',
  );
});

describe('what was read', () => {
  test('in one go is read once', () => {
    const before = key(task());
    write('apps/pump/src/pump/main.py', 'x = 2\n');
    expect(key(task())).toBe(before);
  });

  test('is read again by whoever asks later, though nothing but the content tells', async () => {
    const before = key(task());
    await Promise.resolve();
    write('apps/pump/src/pump/main.py', 'x = 2\n');
    expect(key(task())).not.toBe(before);
    await Promise.resolve();
    write('apps/pump/src/pump/main.py', 'x = 1\n');
    expect(key(task())).toBe(before);
  });
});

describe('a run of black that writes has a key of its own each time', () => {
  test.each([
    ['fix', {}, true],
    // As Nx hands on `--no-check`, `--check=false` and `--check=0`.
    [undefined, { check: false }, true],
    [undefined, { check: 'false' }, true],
    [undefined, { check: 0 }, true],
    [undefined, {}, false],
    [undefined, { check: true }, false],
    [undefined, { check: 'true' }, false],
    [undefined, { timeoutSeconds: 10 }, false],
  ])('with configuration %s and %j: %s', (configuration, overrides, writing) => {
    const chosen = configuration === undefined ? {} : { configuration };
    expect(writes(task({ target: chosen, overrides }))).toBe(writing);
  });
});
