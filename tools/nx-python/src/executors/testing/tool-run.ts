import { expect } from 'vitest';
import type { Finding } from '@modax/findings';
import type { Parsed, ToolCall, ToolContext, ToolOutput } from '../../running/tool.ts';

/** A project that exists on no machine: what is decided about it is decided without looking. */
export function contextOf(changes: Partial<ToolContext> = {}): ToolContext {
  return {
    workspaceRoot: '/workspace',
    projectName: 'pump',
    projectRoot: 'apps/pump',
    project: '/workspace/apps/pump',
    targets: ['.'],
    beside: { folders: [], files: [] },
    pythonFolders: ['src', 'tests'],
    testFiles: [],
    scratch: '/scratch',
    cache: '/workspace/.mypy_cache/pump',
    reports: '/workspace/reports/pump',
    environment: '/workspace/.venv',
    settings: { coverageFloor: 80, warningBudget: 0, testProcesses: 1 },
    lockedPackages: [],
    resources: {},
    ...changes,
  };
}

/** What a call left behind that ended with `code`. */
export function outputOf(
  call: ToolCall | undefined,
  code: number,
  {
    stdout = '',
    stderr = '',
    files = {},
  }: { stdout?: string; stderr?: string; files?: Readonly<Record<string, string>> } = {},
): ToolOutput {
  if (call === undefined) throw new Error('there is no such call');
  return { call, code, stdout, stderr, files: new Map(Object.entries(files)) };
}

/** The findings of a verdict; fails the test when there is none. */
export function verdictOf(parsed: Parsed): readonly Finding[] {
  if ('problems' in parsed) throw new Error(`no verdict: ${JSON.stringify(parsed.problems)}`);
  return parsed.findings;
}

/** The codes of the problems that keep a tool from its verdict; none when there is one. */
export function codesOf(parsed: Parsed): readonly string[] {
  return 'problems' in parsed ? parsed.problems.map(({ code }) => code) : [];
}

/** `rule severity path:line:column` of each finding, for a table of what was read. */
export function brief(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, severity, location }) =>
    [
      rule,
      severity,
      [location?.path, location?.line, location?.column]
        .filter((part) => part !== undefined)
        .join(':'),
    ].join(' '),
  );
}

/**
 * What is left of a report with findings, wherever it is cut off, is refused; or it is whole but for
 * the end of its last line, and says the same.
 */
export function expectCutIsRefused(parsed: Parsed, whole: Parsed): void {
  if ('problems' in parsed) expect(parsed.problems).not.toEqual([]);
  else expect(parsed).toEqual(whole);
}

/** {@link expectCutIsRefused} at every place of a report. */
export function expectEveryCutIsRefused(text: string, parse: (text: string) => Parsed): void {
  const whole = parse(text);
  expect(verdictOf(whole).some(({ severity }) => severity === 'error')).toBe(true);
  for (let length = 0; length < text.length; length += 1) {
    expectCutIsRefused(parse(text.slice(0, length)), whole);
  }
}
