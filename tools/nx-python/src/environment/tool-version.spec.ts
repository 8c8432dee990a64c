import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repository } from '../testing/sample-workspace.ts';
import { lockedVersion, lockedVersionOf } from './tool-version.ts';

const lock = `version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "black"
version = "25.11.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "click", version = "8.1.8", source = { registry = "https://pypi.org/simple" } },
]

[[package]]
name = "black"
version = "26.10.1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "black-plugin"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
`;

test('of several versions, by Python, the newest Python has the last', () => {
  expect(lockedVersion(lock, 'black')).toBe('26.10.1');
});

test.each(['click', 'lack', 'black-', 'modax'])('%s has no entry of its own', (tool) => {
  expect(lockedVersion(lock, tool)).toBeUndefined();
});

test.each(['', 'not a lock', '[[package]]'])('a lock that is none has no versions: %j', (text) => {
  expect(lockedVersion(text, 'black')).toBeUndefined();
});

test('the report says unknown where the lock of the workspace has no such tool', () => {
  const root = mkdtempSync(join(tmpdir(), 'modax-version-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  writeFileSync(join(root, 'uv.lock'), lock);
  expect(lockedVersionOf('black', root)).toBe('26.10.1');
  expect(lockedVersionOf('flake8', root)).toBe('unknown');
});

test.each(['flake8', 'black', 'mypy', 'pytest', 'bandit', 'safety'])(
  'the lock of this workspace has %s',
  (tool) => {
    expect(lockedVersionOf(tool, repository)).toMatch(/^\d+\.\d+/);
  },
);
