import type {
  Environment,
  Json,
  JsonObject,
  RefPattern,
  ExpectedSecret,
  Rules,
  Ruleset,
} from '../rules/rules.ts';
import { type Difference, differences } from './differences.ts';
import type {
  Observed,
  ObservedEnvironment,
  ObservedRef,
  ObservedRuleset,
  OwnerError,
} from './observed.ts';

interface ChangeOf<Kind extends string, Wanted> {
  readonly kind: Kind;
  readonly wanted: Wanted;
  readonly differences: readonly Difference[];
}

export interface RulesetChange extends ChangeOf<'ruleset', Ruleset> {
  /** Of the one that is there; a new one is made where there is none. */
  readonly id: number | undefined;
}

export interface EnvironmentChange extends ChangeOf<'environment', Environment> {
  readonly isNew: boolean;
  /** Whether a deployment has to wait for something there, or has to so far: not every plan of GitHub has that. */
  readonly isProtected: boolean;
  readonly refsToAdd: readonly RefPattern[];
  readonly refsToRemove: readonly ObservedRef[];
}

export type Change = EnvironmentChange | RulesetChange;

export interface MissingSecret {
  readonly name: string;
  /** Undefined for a secret of the whole repository. */
  readonly environment: string | undefined;
}

/** What has to be done for GitHub to have the rules, and what only a person can do. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly missingSecrets: readonly MissingSecret[];
  /** Names of secrets of an environment that every job of the repository is given as well. */
  readonly openSecrets: readonly string[];
  /** Lines of CODEOWNERS by which nobody is asked. */
  readonly ownerErrors: readonly OwnerError[];
  /** Rulesets and environments that the rules do not know: they are left as they are. */
  readonly unknown: readonly { readonly kind: Change['kind']; readonly name: string }[];
}

/** Whether GitHub has all of the rules, and nobody has anything left to do. */
export function isDone({ changes, missingSecrets, openSecrets, ownerErrors }: Plan): boolean {
  return changes.length + missingSecrets.length + openSecrets.length + ownerErrors.length === 0;
}

export function planFor(rules: Rules, observed: Observed): Plan {
  return {
    changes: [
      ...rules.rulesets.flatMap((wanted) =>
        rulesetChange(
          wanted,
          observed.rulesets.find((one) => isSameName(one, wanted)),
        ),
      ),
      ...rules.environments
        .flatMap((wanted) =>
          environmentChange(
            wanted,
            observed.environments.find((one) => isSameName(one, wanted)),
          ),
        )
        // What GitHub may refuse comes last: the others are set by then.
        .sort((one, other) => Number(one.isProtected) - Number(other.isProtected)),
    ],
    missingSecrets: rules.secrets.flatMap((secret) => missingIn(secret, observed)),
    openSecrets: rules.secrets
      .filter(({ name, environments }) => environments.length > 0 && observed.secrets.has(name))
      .map(({ name }) => name),
    ownerErrors: observed.ownerErrors,
    unknown: [
      ...unknownIn('ruleset', rules.rulesets, observed.rulesets),
      ...unknownIn('environment', rules.environments, observed.environments),
    ],
  };
}

function rulesetChange(
  wanted: Ruleset,
  found: ObservedRuleset | undefined,
): readonly RulesetChange[] {
  const differ = differences(wanted.settings, found?.settings ?? {});
  return differ.length === 0
    ? []
    : [{ kind: 'ruleset', wanted, id: found?.id, differences: differ }];
}

function environmentChange(
  wanted: Environment,
  found: ObservedEnvironment | undefined,
): readonly EnvironmentChange[] {
  const isProtected = isWaitedFor(wanted) || (found !== undefined && isWaitedFor(found));
  const differ = differences(
    asJson(wanted, { onlyRefs: true, canAdminsBypass: false }),
    found === undefined
      ? {}
      : asJson(found, {
          onlyRefs: found.onlyRefs,
          // Where nothing is waited for there is nothing to pass over.
          canAdminsBypass: isProtected && found.canAdminsBypass,
        }),
  );
  if (differ.length === 0) return [];
  const had = found?.refs ?? [];
  return [
    {
      kind: 'environment',
      wanted,
      isNew: found === undefined,
      isProtected,
      differences: differ,
      refsToAdd: wanted.refs.filter((ref) => !had.some((one) => isSame(one, ref))),
      refsToRemove: had.filter((ref) => !wanted.refs.some((one) => isSame(one, ref))),
    },
  ];
}

function isWaitedFor({ reviewers, waitTimer, preventSelfReview }: Environment): boolean {
  return reviewers.length > 0 || waitTimer > 0 || preventSelfReview;
}

function asJson(
  environment: Environment,
  { onlyRefs, canAdminsBypass }: Pick<ObservedEnvironment, 'canAdminsBypass' | 'onlyRefs'>,
): JsonObject {
  const named = (one: { readonly type: string; readonly name: string }): Json => ({
    type: one.type,
    name: one.name,
  });
  return {
    reviewers: environment.reviewers.map(named),
    prevent_self_review: environment.preventSelfReview,
    wait_timer: environment.waitTimer,
    only_refs: onlyRefs,
    can_admins_bypass: canAdminsBypass,
    refs: environment.refs.map(named),
  };
}

function isSame(one: RefPattern, other: RefPattern): boolean {
  return one.type === other.type && one.name === other.name;
}

function missingIn(
  { name, environments, isOptional }: ExpectedSecret,
  observed: Observed,
): readonly MissingSecret[] {
  if (isOptional) return [];
  if (environments.length === 0) {
    return observed.secrets.has(name) ? [] : [{ name, environment: undefined }];
  }
  return environments
    .filter((place) => {
      const found = observed.environments.find((one) => isSameName(one, { name: place }));
      return found?.secrets.has(name) !== true;
    })
    .map((environment) => ({ name, environment }));
}

interface Named {
  readonly name: string;
}

/** GitHub tells names of environments and rulesets apart by their letters alone. */
function isSameName(one: Named, other: Named): boolean {
  return one.name.toLowerCase() === other.name.toLowerCase();
}

function unknownIn<Kind extends string>(
  kind: Kind,
  wanted: readonly Named[],
  found: readonly Named[],
): readonly { readonly kind: Kind; readonly name: string }[] {
  return found
    .filter((one) => !wanted.some((other) => isSameName(one, other)))
    .map(({ name }) => ({ kind, name }));
}
