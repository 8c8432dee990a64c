import { describe, expect, it } from 'vitest';
import { parseEslint, parseTsc } from './typescript-output.ts';

describe('What tsc prints', () => {
  it('is a finding for each error; what explains one stands below it', () => {
    const text = [
      "tools/a/src/a b.ts(3,7): error TS2322: Type 'number' is not assignable to type 'string'.",
      '  It really is not.',
      '/tree/libs/b/src/b.ts(1,1): error TS1005: ; expected.',
      'error TS5083: Cannot read file tsconfig.json.',
      '',
    ].join('\n');
    expect(parseTsc(text, '/tree')).toEqual([
      {
        tool: 'tsc',
        rule: 'TS2322',
        severity: 'error',
        message: "Type 'number' is not assignable to type 'string'.",
        location: { path: 'tools/a/src/a b.ts', line: 3, column: 7 },
      },
      {
        tool: 'tsc',
        rule: 'TS1005',
        severity: 'error',
        message: '; expected.',
        location: { path: 'libs/b/src/b.ts', line: 1, column: 1 },
      },
      {
        tool: 'tsc',
        rule: 'TS5083',
        severity: 'error',
        message: 'Cannot read file tsconfig.json.',
      },
    ]);
  });

  it('is not guessed at', () => {
    expect(parseTsc('', '/tree')).toEqual([]);
    expect(parseTsc('Segmentation fault', '/tree')).toBeUndefined();
  });
});

describe('What ESLint writes', () => {
  it('is a finding for each message', () => {
    const messages = [
      { ruleId: 'no-var', severity: 1, message: 'no var', line: 2, column: 3 },
      { ruleId: null, severity: 2, message: 'cannot be parsed' },
    ];
    const text = JSON.stringify([{ filePath: '/tree/tools/a/src/a.ts', messages }]);
    expect(parseEslint(text, '/tree')).toEqual([
      {
        tool: 'eslint',
        rule: 'no-var',
        severity: 'warning',
        message: 'no var',
        location: { path: 'tools/a/src/a.ts', line: 2, column: 3 },
      },
      {
        tool: 'eslint',
        rule: 'fatal',
        severity: 'error',
        message: 'cannot be parsed',
        location: { path: 'tools/a/src/a.ts' },
      },
    ]);
  });

  it.each(['', '{}', '[1]', '[{"filePath":"/a"}]', '[{"filePath":'])(
    'is not guessed at: %s',
    (text) => {
      expect(parseEslint(text, '/tree')).toBeUndefined();
    },
  );
});
