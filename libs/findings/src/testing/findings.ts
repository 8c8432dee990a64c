import type { Exception } from '../exception.ts';
import type { Finding } from '../finding.ts';
import type { Report } from '../report.ts';

export const shell: Finding = {
  tool: 'bandit',
  rule: 'B602',
  severity: 'error',
  message: 'subprocess call with shell=True identified, security issue.',
  location: { path: 'apps/ai-layer/src/modax_ai/run.py', line: 12, column: 5 },
  helpUri: 'https://bandit.readthedocs.io/en/latest/plugins/b602.html',
};

export const vulnerable: Finding = {
  tool: 'trivy',
  rule: 'CVE-2018-18074',
  severity: 'error',
  message: 'requests: redirect from HTTPS to HTTP does not remove Authorization header',
  package: { name: 'requests', version: '2.19.0' },
};

export const long: Finding = {
  tool: 'flake8',
  rule: 'E501',
  severity: 'warning',
  message: 'line too long (131 > 127 characters)',
  location: { path: 'apps/ai-layer/src/modax_ai/run.py', line: 104, column: 128 },
};

export const acceptedShell = {
  tool: 'bandit',
  rule: 'B602',
  path: 'apps/ai-layer/src/**',
  reason: 'the command is a constant',
  owner: '@platform',
  expires: '2027-01-31',
} satisfies Exception;

export function reportOf(details: Partial<Report>): Report {
  return {
    tool: { name: 'bandit', version: '1.9.0' },
    findings: [],
    suppressed: [],
    problems: [],
    ...details,
  };
}
