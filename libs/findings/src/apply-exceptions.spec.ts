import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyExceptions, exceptionFindings, imageFiles } from './apply-exceptions.ts';
import type { Exception } from './exception.ts';
import { likelyException, likelyFinding } from './testing/arbitraries.ts';
import { acceptedShell, shell, vulnerable } from './testing/findings.ts';

const bandit = { tool: 'bandit', projectRoot: 'apps/ai-layer' };
const trivy = { tool: 'trivy', projectRoot: 'apps/ai-layer', packages: ['requests', 'numpy'] };
const today = '2027-01-31';
const tomorrow = '2027-02-01';

const acceptedPackage = {
  tool: 'trivy',
  rule: 'CVE-2018-18074',
  package: 'Requests',
  reason: 'no redirects are followed',
  owner: '@platform',
  expires: today,
} satisfies Exception;

describe('an exception', () => {
  test('accepts the findings of its rule below its path, to the end of its last day', () => {
    expect(applyExceptions([shell], [acceptedShell], today, bandit)).toEqual({
      active: [],
      suppressed: [{ finding: shell, exception: acceptedShell }],
      expired: [],
      unused: [],
    });
  });

  test.each([
    ['another rule', { ...shell, rule: 'B603' }],
    ['another tool', { ...shell, tool: 'flake8' }],
    ['another folder', { ...shell, location: { path: 'apps/ai-layer/tests/run.py' } }],
    ['no known place', { tool: 'bandit', rule: 'B602', severity: 'error', message: '' } as const],
  ])('accepts nothing of %s', (_of, finding) => {
    expect(applyExceptions([finding], [acceptedShell], today, bandit).active).toEqual([finding]);
  });

  test('about a package accepts it however its name is written', () => {
    const { active, suppressed } = applyExceptions([vulnerable], [acceptedPackage], today, trivy);
    expect(active).toEqual([]);
    expect(suppressed).toHaveLength(1);
    const interfaces = { ...vulnerable, package: { name: 'zope.interface', version: '1' } };
    const exception = { ...acceptedPackage, package: 'Zope_Interface' };
    expect(applyExceptions([interfaces], [exception], today, trivy).active).toEqual([]);
  });

  test('about a package says nothing about findings without one', () => {
    const finding = { ...shell, tool: 'trivy', rule: 'CVE-2018-18074' };
    expect(applyExceptions([finding], [acceptedPackage], today, trivy).active).toEqual([finding]);
  });

  test('about a file whose name looks like a pattern accepts that file', () => {
    const path = 'apps/ai-layer/src/[a].py';
    const finding = { ...shell, location: { path } };
    const exception = { ...acceptedShell, path };
    expect(applyExceptions([finding], [exception], today, bandit).active).toEqual([]);
  });
});

describe('an exception about an image', () => {
  const inImage = 'apps/ai-layer/image/opt/modax/key.py';
  const about = (path: string): Exception => ({
    tool: 'trivy',
    rule: 'private-key',
    path,
    reason: 'a sample',
    owner: '@platform',
    expires: tomorrow,
  });
  const secretIn = (path: string) => ({
    ...shell,
    tool: 'trivy',
    rule: 'private-key',
    location: { path },
  });
  const scope = { tool: 'trivy', projectRoot: imageFiles('apps/ai-layer') };

  test('accepts what is found in one file, and in no other', () => {
    const other = secretIn('apps/ai-layer/image/opt/modax/other.py');
    const { active } = applyExceptions([secretIn(inImage), other], [about(inImage)], today, scope);
    expect(active).toEqual([other]);
  });

  test.each([
    ['the scan of the image', scope, [inImage]],
    ['that of the project', trivy, ['apps/ai-layer/tests/key.py']],
  ])('that nothing needs is told by %s alone', (_, asking, told) => {
    // In the Dockerfile both find the same: neither knows what the other one needs.
    const all = [inImage, 'apps/ai-layer/tests/key.py', 'apps/ai-layer/Dockerfile'].map(about);
    const { unused } = applyExceptions([], all, today, asking);
    expect(unused.map(({ path }) => path)).toEqual(told);
  });
});

describe('an expired exception', () => {
  test('accepts nothing and is reported', () => {
    expect(applyExceptions([shell], [acceptedShell], tomorrow, bandit)).toEqual({
      active: [shell],
      suppressed: [],
      expired: [acceptedShell],
      unused: [],
    });
  });

  test('is reported even if nothing is left that it would accept', () => {
    expect(applyExceptions([], [acceptedShell], tomorrow, bandit).expired).toEqual([acceptedShell]);
    expect(applyExceptions([], [acceptedPackage], tomorrow, trivy).expired).toEqual([
      acceptedPackage,
    ]);
  });

  test('is reported where it would match, be it outside the project', () => {
    const scope = { tool: 'bandit', projectRoot: 'apps/control-layer' };
    expect(applyExceptions([shell], [acceptedShell], tomorrow, scope).expired).toEqual([
      acceptedShell,
    ]);
    expect(applyExceptions([], [acceptedShell], tomorrow, scope).expired).toEqual([]);
  });

  test('becomes an error on the file of exceptions that names who acts', () => {
    const applied = applyExceptions([], [acceptedShell], tomorrow, bandit);
    expect(exceptionFindings(applied, bandit, 'exceptions.json')).toEqual([
      {
        tool: 'bandit',
        rule: 'exception-expired',
        severity: 'error',
        message:
          'The exception for bandit B602 in apps/ai-layer/src/** expired after 2027-01-31; @platform mends the finding or has the exception renewed.',
        location: { path: 'exceptions.json' },
      },
    ]);
  });
});

describe('an unused exception', () => {
  test('is reported by the run of its tool on its project alone', () => {
    const unusedIn = (tool: string, projectRoot: string): readonly Exception[] =>
      applyExceptions([], [acceptedShell], today, { tool, projectRoot }).unused;
    expect(unusedIn('bandit', 'apps/ai-layer')).toEqual([acceptedShell]);
    expect(unusedIn('bandit', '.')).toEqual([acceptedShell]);
    expect(unusedIn('bandit', 'apps/ai')).toEqual([]);
    expect(unusedIn('bandit', 'libs/contracts')).toEqual([]);
    expect(unusedIn('mypy', 'apps/ai-layer')).toEqual([]);
  });

  test('about a package is reported where that package was looked at', () => {
    expect(applyExceptions([], [acceptedPackage], today, trivy).unused).toEqual([acceptedPackage]);
    expect(
      applyExceptions([], [acceptedPackage], today, { ...trivy, packages: ['numpy'] }).unused,
    ).toEqual([]);
    const { tool, projectRoot } = trivy;
    expect(applyExceptions([], [acceptedPackage], today, { tool, projectRoot }).unused).toEqual([]);
  });

  test('becomes a note, which no gate counts', () => {
    const applied = { expired: [], unused: [acceptedPackage] };
    expect(exceptionFindings(applied, trivy, 'exceptions.json')).toEqual([
      {
        tool: 'trivy',
        rule: 'exception-unused',
        severity: 'note',
        message:
          'The exception for trivy CVE-2018-18074 about the package Requests matches nothing; @platform can remove it.',
        location: { path: 'exceptions.json' },
      },
    ]);
  });

  test('is not one that overlaps with another', () => {
    const other = { ...acceptedShell, path: 'apps/ai-layer/src/modax_ai/run.py' };
    const { suppressed, unused } = applyExceptions([shell], [acceptedShell, other], today, bandit);
    expect(suppressed).toEqual([{ finding: shell, exception: acceptedShell }]);
    expect(unused).toEqual([]);
  });
});

describe('whatever the findings and exceptions', () => {
  const cases = fc.record({
    findings: fc.array(likelyFinding),
    exceptions: fc.array(likelyException),
    today: fc.constantFrom('2027-01-01', '2027-01-02'),
    scope: fc.record({
      tool: fc.constantFrom('bandit', 'trivy'),
      projectRoot: fc.constantFrom('apps/x', 'apps/y', '.'),
      packages: fc.constant(['requests']),
    }),
  });

  test('each finding is either active or suppressed, in its order', () => {
    fc.assert(
      fc.property(cases, ({ findings, exceptions, today: day, scope }) => {
        const { active, suppressed } = applyExceptions(findings, exceptions, day, scope);
        const accepted = suppressed.map(({ finding }) => finding);
        expect(active.length + accepted.length).toBe(findings.length);
        expect(findings.filter((finding) => active.includes(finding))).toEqual(active);
        expect(findings.filter((finding) => accepted.includes(finding))).toEqual(accepted);
      }),
    );
  });

  test('nothing is suppressed by an expired exception, or by that of another tool or rule', () => {
    fc.assert(
      fc.property(cases, ({ findings, exceptions, today: day, scope }) => {
        for (const { finding, exception } of applyExceptions(findings, exceptions, day, scope)
          .suppressed) {
          expect(exception.expires >= day).toBe(true);
          expect([exception.tool, exception.rule]).toEqual([scope.tool, finding.rule]);
        }
      }),
    );
  });

  test('no exception is both expired and unused, and a used one is neither', () => {
    fc.assert(
      fc.property(cases, ({ findings, exceptions, today: day, scope }) => {
        const applied = applyExceptions(findings, exceptions, day, scope);
        const used = applied.suppressed.map(({ exception }) => exception);
        for (const exception of exceptions) {
          const roles = [applied.expired, applied.unused, used].filter((each) =>
            each.includes(exception),
          );
          expect(roles.length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
