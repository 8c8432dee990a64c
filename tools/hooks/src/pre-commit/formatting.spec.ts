import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/checkout.ts';
import { isPrettierFile, unreadableFile } from './formatting.ts';

describe('What prettier is asked to format', () => {
  function tree(): string {
    const root = temporaryFolder();
    for (const file of [
      'tools/hooks/package.json',
      'tools/hooks/tsconfig.json',
      'tools/scripts/package.json',
      'apps/pump/pyproject.toml',
    ]) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '');
    }
    return root;
  }

  it.each([
    ['nx.json', true],
    ['docs/use/reports.md', true],
    ['.github/dependabot.yml', true],
    ['tools/hooks/src/start.ts', true],
    ['tools/hooks/README.md', true],
    ['.husky/pre-commit', false],
    ['tools/hooks/notes.txt', false],
    ['tools/scripts/main.ts', false],
    ['apps/pump/README.md', false],
    ['shared/data.json', false],
  ])('%s: %s', (path, expected) => {
    expect(isPrettierFile(tree(), path)).toBe(expected);
  });
});

describe('A file that prettier cannot read', () => {
  it('is told with its place', () => {
    expect(unreadableFile('a.ts', new Error('Unexpected token (3:7)\ncode frame'))).toMatchObject({
      message: 'cannot be formatted: Unexpected token (3:7)',
      location: { path: 'a.ts', line: 3, column: 7 },
    });
  });

  it.each([new Error('No parser'), 'No parser'])('is told without one: %s', (error) => {
    expect(unreadableFile('a.ts', error)).toMatchObject({
      message: 'cannot be formatted: No parser',
      location: { path: 'a.ts' },
    });
  });
});
