import fc from 'fast-check';
import { errorCodes } from '../error-codes.ts';
import type { Exception } from '../exception.ts';
import type { Finding, Location } from '../finding.ts';
import type { Report } from '../report.ts';
import { toolProblem, type ToolProblem } from '../tool-problem.ts';

const awkward = [
  '\u001b[31m',
  '\u009b2J',
  '\r',
  '\n',
  '::',
  '##[',
  'error',
  ' ',
  '%',
  ',',
  '\u202e',
  '表',
];

/** Any text at all: control characters, half characters, escape sequences, workflow commands. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.constantFrom(...awkward)).map((pieces) => pieces.join('')),
);

/** Line and column numbers as tools print them, wrong ones included. */
const number = fc.integer({ min: -1, max: 300 });

const anyLocation: fc.Arbitrary<Location> = fc.record(
  { path: anyText, line: number, column: number, endLine: number, endColumn: number },
  { requiredKeys: ['path'] },
);

const severity = fc.constantFrom('error' as const, 'warning' as const, 'note' as const);

/** Findings with any text in them. */
export const anyFinding: fc.Arbitrary<Finding> = fc.record(
  {
    tool: anyText,
    rule: anyText,
    severity,
    message: anyText,
    location: anyLocation,
    package: fc.record({ name: anyText, version: anyText }),
    helpUri: fc.oneof(fc.webUrl(), anyText),
  },
  { requiredKeys: ['tool', 'rule', 'severity', 'message'] },
);

const date = fc.constantFrom('2026-12-31', '2027-01-01', '2027-01-02');
const tool = fc.constantFrom('bandit', 'trivy');
const rule = fc.constantFrom('B602', 'CVE-2018-18074');
const packageName = fc.constantFrom('requests', 'Zope.Interface', 'zope-interface');

const terms = {
  tool,
  rule,
  reason: fc.constant('reviewed together'),
  owner: fc.constant('@platform'),
  expires: date,
};

/** Exceptions that often match {@link likelyFinding}. */
export const likelyException: fc.Arbitrary<Exception> = fc.oneof(
  fc.record({ ...terms, path: fc.constantFrom('apps/x/src/**', 'apps/y/a.py', 'uv.lock') }),
  fc.record({ ...terms, package: packageName }),
);

export const likelyFinding: fc.Arbitrary<Finding> = fc.record(
  {
    tool,
    rule,
    severity,
    message: fc.constant('found'),
    location: fc.record({ path: fc.constantFrom('apps/x/src/a.py', 'apps/y/a.py', 'uv.lock') }),
    package: fc.record({ name: packageName, version: fc.constant('1.0') }),
  },
  { requiredKeys: ['tool', 'rule', 'severity', 'message'] },
);

const codes = Object.keys(errorCodes).filter(
  (code): code is keyof typeof errorCodes => code in errorCodes,
);

const anyProblem: fc.Arbitrary<ToolProblem> = fc
  .tuple(fc.constantFrom(...codes), anyText, fc.option(anyLocation, { nil: undefined }))
  .map(([code, message, where]) =>
    toolProblem(code, message, where === undefined ? {} : { where }),
  );

/** Reports with any text in them. */
export const anyReport: fc.Arbitrary<Report> = fc.record(
  {
    tool: fc.record(
      { name: anyText, version: anyText, informationUri: fc.oneof(fc.webUrl(), anyText) },
      { requiredKeys: ['name', 'version'] },
    ),
    findings: fc.array(anyFinding, { maxLength: 6 }),
    suppressed: fc.array(fc.record({ finding: anyFinding, exception: likelyException }), {
      maxLength: 3,
    }),
    problems: fc.array(anyProblem, { maxLength: 3 }),
    packageFile: anyText,
    workspaceRootUri: fc.constant('file:///workspace/'),
  },
  { requiredKeys: ['tool', 'findings', 'suppressed', 'problems'] },
);
