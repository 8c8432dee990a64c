import { describe, expect, test } from 'vitest';
import { hidingLines } from './inspect.ts';

const rules = (source: string) => hidingLines(source).map(({ rule, line }) => `${line} ${rule}`);

describe('what takes a file out of the sight of mypy', () => {
  test.each([
    ['# mypy: ignore-errors\nx: int = "one"\n', ['1 inline-configuration']],
    ['import os\n\n    # mypy: disable-error-code="attr-defined"\n', ['3 inline-configuration']],
    ['# type: ignore\nx: int = "one"\n', ['1 whole-file-ignored']],
    ['#!/usr/bin/python\n# A pump.\n\n# type: ignore[misc]\nx = 1\n', ['4 whole-file-ignored']],
  ])('%j', (source, expected) => {
    expect(rules(source)).toEqual(expected);
  });

  test.each([
    'x: int = one()  # type: ignore[assignment]  # the stub is wrong\n',
    'import os\n# type: ignore\n',
    '"""Runs mypy: and more."""\n',
    '# mypyc compiles this\n',
  ])('is not %j', (source) => {
    expect(rules(source)).toEqual([]);
  });
});
