import { describe, expect, test } from 'vitest';
import { mayHold } from './marker.ts';

const linux = { python: '3.11.7', platform: 'linux' };

describe('a marker on Linux with Python 3.11.7', () => {
  test.each([
    [undefined, true],
    ["python_full_version >= '3.11'", true],
    ["python_full_version < '3.11'", false],
    ["python_full_version == '3.10.*'", false],
    ["python_full_version == '3.11.*'", true],
    ["python_full_version != '3.11.*'", false],
    ["python_full_version > '3.11.7'", false],
    ["python_full_version <= '3.11.7'", true],
    ["python_version == '3.11'", true],
    ["python_version < '3.9'", false],
    ['python_version >= "3.10"', true],
    ["sys_platform == 'win32'", false],
    ["sys_platform != 'win32'", true],
    ["python_full_version >= '3.11' and sys_platform == 'win32'", false],
    ["python_full_version < '3.10' or sys_platform == 'linux'", true],
    [
      "(python_full_version < '3.10' or sys_platform == 'win32') and sys_platform == 'linux'",
      false,
    ],
    [
      "python_full_version < '3.10' or (sys_platform == 'linux' and python_version == '3.11')",
      true,
    ],
  ])('%s: %s', (marker, holds) => {
    expect(mayHold(marker, linux)).toBe(holds);
  });
});

describe('what is not known or not understood may hold', () => {
  test.each([
    ["platform_machine == 'arm64'"],
    ["implementation_name == 'pypy' and python_version == '3.11'"],
    ["extra == 'extra-5-modax-all'"],
    ["'linux' in sys_platform"],
    ["python_full_version ~= '3.8'"],
    ["python_full_version < '3.8rc1'"],
    ["python_full_version < '3.9' ?"],
    ["python_full_version < '3.9' and"],
    [''],
  ])('%s', (marker) => {
    expect(mayHold(marker, linux)).toBe(true);
  });

  test('where neither Python nor platform are known', () => {
    expect(mayHold("python_full_version < '3.0' and sys_platform == 'none'", {})).toBe(true);
  });
});
