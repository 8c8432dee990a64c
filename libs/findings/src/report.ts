import type { SuppressedFinding } from './apply-exceptions.ts';
import type { Finding } from './finding.ts';
import type { ToolProblem } from './tool-problem.ts';

export interface ToolIdentity {
  readonly name: string;
  readonly version: string;
  readonly informationUri?: string;
}

/** All that one run of one tool on one project came to. */
export interface Report {
  readonly tool: ToolIdentity;
  /** Findings that count. */
  readonly findings: readonly Finding[];
  /** Findings that an exception accepts. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Why the run does not pass: what kept the tool from its work, and what its gate said. */
  readonly problems: readonly ToolProblem[];
  /** Where findings about packages are shown: the path of the lock or `pyproject.toml`. */
  readonly packageFile?: string;
  /** `file:` URI of the workspace root; left out where reports must not depend on the machine. */
  readonly workspaceRootUri?: string;
}
