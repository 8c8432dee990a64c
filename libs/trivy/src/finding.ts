import { type Finding, type Location, numberOf, recordOf, textOf } from '@modax/findings';
import type { Row } from './report.ts';

/** Never with the matched text: a report must not carry the secret on. */
export function secret(row: Row, path: string): Finding {
  return {
    ...finding(row, 'RuleID', `secret: ${textOf(row['Title']) ?? 'unnamed'}`),
    location: place(path, row),
  };
}

export function misconfiguration(row: Row, path: string): Finding {
  return {
    ...finding(row, 'ID', `${textOf(row['Title']) ?? ''}: ${textOf(row['Message']) ?? ''}`),
    location: place(path, recordOf(row['CauseMetadata']) ?? {}),
  };
}

export function vulnerability(row: Row, path: string): Finding {
  const name = textOf(row['PkgName']) ?? '?';
  const version = textOf(row['InstalledVersion']) ?? '?';
  const fixed = textOf(row['FixedVersion']);
  return {
    ...finding(
      row,
      'VulnerabilityID',
      `${name} ${version}: ${textOf(row['Title']) ?? ''}` +
        (fixed === undefined ? ' (no fixed version)' : ` (fixed in ${fixed})`),
    ),
    package: { name, version },
    location: { path },
  };
}

/** Whatever Trivy reports is an error; who weighs it otherwise says so. */
function finding(row: Row, rule: string, message: string): Finding {
  const helpUri = textOf(row['PrimaryURL']);
  return {
    tool: 'trivy',
    rule: textOf(row[rule]) ?? 'unnamed',
    severity: 'error',
    message: `${message} (severity ${(textOf(row['Severity']) ?? 'unknown').toLowerCase()})`,
    ...(helpUri === undefined ? {} : { helpUri }),
  };
}

function place(path: string, row: Row): Location {
  const line = numberOf(row['StartLine']);
  return line === undefined || line < 1 ? { path } : { path, line };
}
