import { expect, test } from 'vitest';
import { acceptedShell, long, reportOf, shell, vulnerable } from './testing/findings.ts';
import { toTable, toText } from './text.ts';
import { toolProblem } from './tool-problem.ts';

const plain = { colour: false };

test('findings are grouped by file or package and aligned', () => {
  expect(toTable([long, vulnerable, shell], plain)).toBe(
    [
      'apps/ai-layer/src/modax_ai/run.py',
      '  104:128  warning  E501  line too long (131 > 127 characters)',
      '     12:5  error    B602  subprocess call with shell=True identified, security issue.',
      '',
      'requests 2.19.0',
      '    error  CVE-2018-18074  requests: redirect from HTTPS to HTTP does not remove Authorization header',
    ].join('\n'),
  );
});

test('a finding without a place is shown all the same', () => {
  expect(toTable([{ tool: 'mypy', rule: 'x', severity: 'note', message: 'hello' }], plain)).toBe(
    '(no file)\n    note  x  hello',
  );
});

test('nothing found is nothing shown', () => {
  expect(toTable([], plain)).toBe('');
});

test('severities are coloured when asked for', () => {
  const coloured = toTable([long, shell], { colour: true });
  expect(coloured).toContain('\u001b[31merror\u001b[39m');
  expect(coloured).toContain('\u001b[33mwarning\u001b[39m');
});

test('a report tells of problems, findings and what was accepted, by whom and until when', () => {
  const report = reportOf({
    findings: [long],
    suppressed: [{ finding: shell, exception: acceptedShell }],
    problems: [toolProblem('TOOL_KILLED', 'bandit was ended by SIGKILL.')],
  });
  expect(toText(report, plain)).toBe(
    [
      'TOOL_KILLED: bandit was ended by SIGKILL.',
      '  Run the task alone (`--parallel=1`); if it is killed again, give the machine more memory.',
      '',
      'apps/ai-layer/src/modax_ai/run.py',
      '  104:128  warning  E501  line too long (131 > 127 characters)',
      '',
      'Accepted by exceptions:',
      '  rule  in                                 until       owner      accepted because',
      '  B602  apps/ai-layer/src/modax_ai/run.py  2027-01-31  @platform  the command is a constant',
      '',
      'bandit 1.9.0: 0 errors, 1 warning, 0 notes, 1 accepted',
    ].join('\n'),
  );
});
