import { type Column, printable, renderTable } from '@modax/findings';
import type { Difference } from '../plan/differences.ts';
import type { Change, Plan } from '../plan/plan.ts';
import type { Json } from '../rules/rules.ts';

const columns: readonly Column<Difference>[] = [
  { header: 'where', text: ({ path }) => path },
  { header: 'on GitHub', text: ({ found }) => textOf(found) },
  { header: 'in .github', text: ({ wanted }) => textOf(wanted) },
];

/** What has to be done, for people. */
export function renderPlan(plan: Plan, repository: string): string {
  const lines = [
    ...plan.changes.flatMap((change) => [
      `${actionOf(change)} ${nameOf(change)}`,
      renderTable(columns, change.differences, { colour: false, indent: 2 }),
      '',
    ]),
    ...plan.missingSecrets.map(
      ({ name, environment }) =>
        `missing secret ${name}${environment === undefined ? '' : ` of the environment ${printable(environment)}`}`,
    ),
    ...plan.openSecrets.map(
      (name) => `secret ${name} is given to every job: take it away but from its environments`,
    ),
    ...plan.unknown.map(
      ({ kind, name }) => `${kind} ${printable(name)} is not in .github: left as it is`,
    ),
  ];
  return `${[...lines, summaryOf(plan, repository)].join('\n')}\n`;
}

/** The same for machines. */
export function planAsJson(plan: Plan, repository: string): string {
  const { missingSecrets, openSecrets, unknown } = plan;
  const changes = plan.changes.map((change) => ({
    kind: change.kind,
    name: change.wanted.name,
    action: actionOf(change),
    differences: change.differences,
  }));
  return `${JSON.stringify({ repository, changes, missingSecrets, openSecrets, unknown }, undefined, 2)}\n`;
}

export function nameOf(change: Change): string {
  return `${change.kind} ${printable(change.wanted.name)}`;
}

function isNew(change: Change): boolean {
  return change.kind === 'ruleset' ? change.id === undefined : change.isNew;
}

function actionOf(change: Change): 'create' | 'update' {
  return isNew(change) ? 'create' : 'update';
}

function summaryOf({ changes, missingSecrets, openSecrets }: Plan, repository: string): string {
  if (changes.length + missingSecrets.length + openSecrets.length === 0) {
    return `${repository} is as .github says`;
  }
  const open = openSecrets.length === 0 ? '' : `, ${openSecrets.length} given to every job`;
  return `${repository}: ${changes.length} to set, ${missingSecrets.length} secrets missing${open}`;
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '-' : JSON.stringify(value);
}
