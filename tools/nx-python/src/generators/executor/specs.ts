import type { Names } from '../names.ts';

/** The spec of an executor's calls. */
export function commandSpec({ kebab, camel }: Names): string {
  return `import { expect, test } from 'vitest';
import { contextOf } from '../testing/tool-run.ts';
import { ${camel}Calls } from './command.ts';

test('every file of the project is looked at, in one run', () => {
  expect(${camel}Calls({}, contextOf())).toEqual([
    {
      name: 'sources',
      program: '${kebab}',
      arguments: ['--output-format=json', '.'],
      cwd: '/workspace/apps/pump',
      exitCodes: [0, 1],
    },
  ]);
});

test('several projects are looked at in the same run', () => {
  const context = contextOf({ project: '/workspace', targets: ['apps/pump', 'libs/flow'] });
  const [call] = ${camel}Calls({}, context);
  expect(call?.arguments).toEqual(['--output-format=json', 'apps/pump', 'libs/flow']);
  expect(call?.cwd).toBe('/workspace');
});
`;
}

/** The spec of what its output means. */
export function parseSpec({ kebab, camel, pascal }: Names): string {
  return `import { describe, expect, test } from 'vitest';
import {
  codesOf,
  contextOf,
  expectEveryCutIsRefused,
  outputOf,
  verdictOf,
} from '../testing/tool-run.ts';
import { ${camel}Calls } from './command.ts';
import { parse${pascal} } from './parse.ts';

const finding = {
  filename: './src/pump/flow.py',
  line: 5,
  code: 'X101',
  message: 'a name that says nothing',
};

const context = contextOf();
const [call] = ${camel}Calls({}, context);
const parseText = (stdout: string, code: number) =>
  parse${pascal}([outputOf(call, code, { stdout })], context);
const parse = (results: unknown, code: number) => parseText(JSON.stringify(results), code);

test('a clean project has no findings', () => {
  expect(parse([], 0)).toEqual({ findings: [] });
});

test('every finding is an error at its place', () => {
  expect(verdictOf(parse([finding], 1))).toEqual([
    {
      tool: '${kebab}',
      rule: 'X101',
      severity: 'error',
      message: 'a name that says nothing',
      location: { path: 'apps/pump/src/pump/flow.py', line: 5 },
    },
  ]);
});

describe('no verdict', () => {
  test.each(['', 'Welcome!', '{}', '[] []'])('comes from another output: %j', (stdout) => {
    expect(codesOf(parseText(stdout, 0))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test.each(Object.keys(finding))('comes from a finding without its %s', (key) => {
    expect(codesOf(parse([{ ...finding, [key]: undefined }], 1))).toEqual([
      'TOOL_OUTPUT_UNREADABLE',
    ]);
  });

  test('comes from an exit code that contradicts the output', () => {
    expect(codesOf(parse([finding], 0))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
    expect(codesOf(parse([], 1))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
  });

  test('comes from output that was cut off anywhere', () => {
    expectEveryCutIsRefused(JSON.stringify([finding, { ...finding, line: 7 }]), (text) =>
      parseText(text, 1),
    );
  });
});
`;
}
