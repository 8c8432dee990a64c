/** A place in the workspace. */
export interface Location {
  /** Path relative to the workspace root, `/`-separated. */
  readonly path: string;
  /** First line, counted from 1. */
  readonly line?: number;
  /** First column in Unicode characters, counted from 1. */
  readonly column?: number;
  /** Last line, counted from 1. */
  readonly endLine?: number;
  /** The column after the last, counted from 1. */
  readonly endColumn?: number;
}

/** A dependency that a finding is about. */
export interface Package {
  readonly name: string;
  readonly version: string;
}

export type Severity = 'error' | 'warning' | 'note';

/**
 * One thing that one tool found. An `error` fails its gate; a `warning` counts against the project's
 * committed budget; a `note` is shown and never gates.
 */
export interface Finding {
  /** The tool's name as in its executor: `flake8`, `mypy`, `trivy`, … */
  readonly tool: string;
  /** The tool's own stable rule id: `E501`, `B602`, `CVE-2018-18074`, `arg-type`, … */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly location?: Location;
  readonly package?: Package;
  /** Where the rule is explained. */
  readonly helpUri?: string;
}
