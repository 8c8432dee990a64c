import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  codesOf,
  contextOf,
  expectCutIsRefused,
  expectEveryCutIsRefused,
  outputOf,
  verdictOf,
} from '../testing/tool-run.ts';
import type { ToolCall } from '../../running/tool.ts';
import { safetyCalls } from './command.ts';
import { parseSafety } from './parse.ts';

/* Reports are those of safety 1.10.3 with safety-db 2021.7.17. */

const found = `[
    [
        "requests",
        "<=2.19.1",
        "2.19.0",
        "The Requests package through 2.19.1 sends an HTTP Authorization header to an http URI upon receiving a same-hostname https-to-http redirect, which makes it easier for remote attackers to discover credentials by sniffing the network.",
        "36546",
        null,
        null
    ],
    [
        "urllib3",
        "<1.23",
        "1.22",
        "urllib3 before version 1.23 does not remove the Authorization HTTP header when following a cross-origin redirect.",
        "36541",
        null,
        null
    ]
]
`;

const context = contextOf({
  lockedPackages: [
    { name: 'requests', version: '2.19.0' },
    { name: 'urllib3', version: '1.22' },
  ],
  resources: { database: '/db', gathered: '2021-07-01' },
});

function firstCall(): ToolCall | undefined {
  const calls = safetyCalls({}, context);
  return 'problems' in calls ? undefined : calls[0];
}

const parse = (stdout: string, code: number, stderr = '') =>
  parseSafety([outputOf(firstCall(), code, { stdout, stderr })], context);

const age = {
  tool: 'safety',
  rule: 'database-date',
  severity: 'note',
  message: "Safety's advisories are of 2021-07-01; newer ones are known to Trivy's database only",
};

test('packages without an advisory: how old the advisories are', () => {
  expect(parse('[]\n', 0)).toEqual({ findings: [age] });
});

test('each advisory is an error about a package of the lock', () => {
  expect(verdictOf(parse(found, 255))).toEqual([
    {
      tool: 'safety',
      rule: '36546',
      severity: 'error',
      message:
        'requests 2.19.0: The Requests package through 2.19.1 sends an HTTP Authorization header to an http URI upon receiving a same-hostname https-to-http redirect, which makes it easier for remote attackers to discover credentials by sniffing the network.',
      package: { name: 'requests', version: '2.19.0' },
      location: { path: 'uv.lock' },
    },
    {
      tool: 'safety',
      rule: '36541',
      severity: 'error',
      message:
        'urllib3 1.22: urllib3 before version 1.23 does not remove the Authorization HTTP header when following a cross-origin redirect.',
      package: { name: 'urllib3', version: '1.22' },
      location: { path: 'uv.lock' },
    },
    age,
  ]);
});

test('a project without packages has only the age of the advisories', () => {
  const alone = contextOf({ resources: { database: '/db' } });
  expect(parseSafety([], alone)).toEqual({
    findings: [{ ...age, message: age.message.replace('2021-07-01', 'an unknown day') }],
  });
});

describe('no verdict', () => {
  test.each([
    ['nothing', ''],
    ['nonsense', 'Welcome!\n'],
    ['another document', '{}\n'],
    ['null', 'null\n'],
  ])('comes from %s', (_, stdout) => {
    expect(codesOf(parse(stdout, 0))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
  });

  test('comes from a database that Safety could not load, with the exit code of findings', () => {
    const parsed = parse('', 255, 'Unable to load vulnerability database from /db\n');
    expect(codesOf(parsed)).toEqual(['TOOL_OUTPUT_UNREADABLE']);
    expect(JSON.stringify(parsed)).toContain('Unable to load vulnerability database');
  });

  test.each([['[[]]'], ['[null]'], ['["requests"]'], ['[["requests", "<=2.19.1", "2.19.0", ""]]']])(
    'comes from an advisory without package, version or id: %s',
    (stdout) => {
      expect(codesOf(parse(stdout, 255))).toEqual(['TOOL_OUTPUT_UNREADABLE']);
    },
  );

  test('comes from an exit code that contradicts the output', () => {
    expect(codesOf(parse(found, 0))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
    expect(codesOf(parse('[]\n', 255))).toEqual(['TOOL_CONTRADICTS_ITSELF']);
  });

  test('comes from output that was cut off anywhere', () => {
    expectEveryCutIsRefused(found, (text) => parse(text, 255));
  });
});

test('every advisory is read, and no cut of the report hides one', () => {
  const anyRow = fc.tuple(
    fc.string(),
    fc.string(),
    fc.string(),
    fc.string(),
    fc.string(),
    fc.constant(null),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1 }), fc.nat(), (rows, cut) => {
      const text = JSON.stringify(rows);
      const whole = parse(text, 255);
      const errors = verdictOf(whole).filter(({ severity }) => severity === 'error');
      expect(errors.map(({ rule }) => rule)).toEqual(rows.map(([, , , , id]) => id));
      expectCutIsRefused(parse(text.slice(0, cut % text.length), 255), whole);
    }),
  );
});
