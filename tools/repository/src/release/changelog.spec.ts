import { expect, it } from 'vitest';
import { notesOf } from './changelog.ts';

const CHANGELOG = `# 2.0.0 (2026-12-01)

### Features

- **control-layer:** stops at once

## 1.2.0-rc.1 (2026-11-20)

### Fixes

- one

## 1.2.0 (2026-11-10)

This was a version bump only, there were no code changes.

## 1.1.0 (2026-11-01)
`;

it.each([
  ['2.0.0', '### Features\n\n- **control-layer:** stops at once'],
  ['1.2.0-rc.1', '### Fixes\n\n- one'],
  ['1.2.0', 'This was a version bump only, there were no code changes.'],
  ['1.1.0', undefined],
  ['1.2', undefined],
])('The changelog says of %s %j', (version, notes) => {
  expect(notesOf(CHANGELOG, version)).toBe(notes);
});
