import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAnnotations } from './annotations.ts';
import type { Finding, Severity } from './finding.ts';
import { anyFinding } from './testing/arbitraries.ts';
import { long, shell, vulnerable } from './testing/findings.ts';

test('a finding is shown at its place, with its tool and rule as the title', () => {
  expect(toAnnotations([shell])).toEqual([
    '::error file=apps/ai-layer/src/modax_ai/run.py,line=12,col=5,title=bandit B602::subprocess call with shell=True identified, security issue.',
  ]);
});

test('what is not known is left out', () => {
  expect(toAnnotations([vulnerable])).toEqual([
    '::error title=trivy CVE-2018-18074::requests: redirect from HTTPS to HTTP does not remove Authorization header',
  ]);
  expect(toAnnotations([{ ...long, location: { path: 'a.py', line: 0, column: 1 } }])).toEqual([
    '::warning file=a.py,title=flake8 E501::line too long (131 > 127 characters)',
  ]);
});

test('errors come first, and what GitHub would drop is counted', () => {
  const many = (severity: Severity, count: number): Finding[] =>
    Array.from({ length: count }, () => ({ ...long, severity }));
  const lines = toAnnotations([...many('note', 1), ...many('warning', 11), ...many('error', 12)]);
  const kinds = lines.map((line) => line.split(' ')[0]?.split('::')[1]);
  expect(kinds).toEqual([
    ...Array<string>(10).fill('error'),
    ...Array<string>(10).fill('warning'),
    'notice',
    'notice',
  ]);
  expect(lines.at(-1)).toBe("::notice::2 errors, 1 warning more: see the task's report.");
});

test('whatever is found, each line is one command and no more than GitHub shows', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 60 }), (findings) => {
      const lines = toAnnotations(findings);
      expect(lines.length).toBeLessThanOrEqual(30);
      for (const line of lines) {
        expect(line).toMatch(/^::(error|warning|notice)( [^:]*)?::/);
        expect(line).not.toMatch(/\p{Cc}/u);
      }
    }),
  );
});
