/** Every reason for which the repository's rules cannot be compared or set; see docs/operate/repository-rules.md. */
export type ProblemCode =
  | 'GITHUB_BUSY'
  | 'GITHUB_REFUSED'
  | 'GITHUB_UNREACHABLE'
  | 'REPOSITORY_NOT_FOUND'
  | 'REVIEWER_UNKNOWN'
  | 'RELEASE_REFUSED'
  | 'RULES_INVALID'
  | 'TOKEN_MISSING'
  | 'TOKEN_REFUSED'
  | 'TOKEN_TOO_WEAK'
  | 'WRONG_USE';

/** What happened, and where; what to do next. */
export class RepositoryProblem extends Error {
  readonly code: ProblemCode;
  readonly remedy: string;

  constructor(code: ProblemCode, message: string, remedy: string) {
    super(message);
    this.name = 'RepositoryProblem';
    this.code = code;
    this.remedy = remedy;
  }
}

export const EXIT = {
  /** The repository has these rules, or they were set. */
  same: 0,
  /** It has others, or a secret is missing. */
  drift: 1,
  /** Wrong use, or GitHub did not do as asked. */
  unable: 2,
  interrupted: 130,
} as const;
