/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A ruleset as GitHub's API takes it. */
export interface Ruleset {
  readonly name: string;
  readonly settings: JsonObject;
}

/** Who may let a deployment go on: a person, or a team of the organisation that owns the repository. */
export interface Reviewer {
  readonly type: 'Team' | 'User';
  /** Login of a person, slug of a team. */
  readonly name: string;
}

/** Branches or tags, as GitHub's patterns name them: `*` stands for anything but `/`. */
export interface RefPattern {
  readonly type: 'branch' | 'tag';
  readonly name: string;
}

export interface Environment {
  readonly name: string;
  /** One of them has to agree; nobody has to when there are none. */
  readonly reviewers: readonly Reviewer[];
  /** Whether who started a deployment may not be the one who agrees to it. */
  readonly preventSelfReview: boolean;
  /** Minutes. */
  readonly waitTimer: number;
  /** Where a deployment may come from. */
  readonly refs: readonly RefPattern[];
}

export interface ExpectedSecret {
  readonly name: string;
  /** The environments whose jobs need it; those of all of the repository when there are none. */
  readonly environments: readonly string[];
  /** It may be missing; where it is, it belongs there all the same. */
  readonly isOptional: boolean;
}

/** What holds for the repository on GitHub. */
export interface Rules {
  readonly rulesets: readonly Ruleset[];
  readonly environments: readonly Environment[];
  readonly secrets: readonly ExpectedSecret[];
}
