import type { Environment, RefPattern, Ruleset } from '../rules/rules.ts';

/** What GitHub has. */
export interface Observed {
  readonly rulesets: readonly ObservedRuleset[];
  readonly environments: readonly ObservedEnvironment[];
  /** Names of the secrets that jobs without an environment are given. */
  readonly secrets: ReadonlySet<string>;
  /** Lines of CODEOWNERS on the default branch by which nobody is asked. */
  readonly ownerErrors: readonly OwnerError[];
}

/** A team that is not there or may not write, or a line that is none: GitHub passes over it, and asks no owner. */
export interface OwnerError {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** GitHub's words. */
  readonly kind: string;
}

export interface ObservedRuleset extends Ruleset {
  readonly id: number;
}

export interface ObservedRef extends RefPattern {
  readonly id: number;
}

export interface ObservedEnvironment extends Environment {
  readonly refs: readonly ObservedRef[];
  /** Whether deployments may come from `refs` alone, and not from everywhere or from every protected branch. */
  readonly onlyRefs: boolean;
  /** Whether administrators may go on without those who have to agree; false where GitHub does not say. */
  readonly canAdminsBypass: boolean;
  readonly secrets: ReadonlySet<string>;
}
