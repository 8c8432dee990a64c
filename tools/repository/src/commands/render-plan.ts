import { type Column, printable, renderTable } from '@modax/findings';
import type { Difference } from '../plan/differences.ts';
import { type Change, isDone, type Plan } from '../plan/plan.ts';
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
    ...plan.ownerErrors.map(
      ({ path, line, kind }) => `${printable(path)}:${line} asks nobody: ${printable(kind)}`,
    ),
    ...plan.unknown.map(
      ({ kind, name }) => `${kind} ${printable(name)} is not in .github: left as it is`,
    ),
  ];
  return `${[...lines, summaryOf(plan, repository)].join('\n')}\n`;
}

/** The same for machines. */
export function planAsJson(plan: Plan, repository: string): string {
  const { missingSecrets, openSecrets, ownerErrors, unknown } = plan;
  const changes = plan.changes.map((change) => ({
    kind: change.kind,
    name: change.wanted.name,
    action: actionOf(change),
    differences: change.differences,
  }));
  const all = { repository, changes, missingSecrets, openSecrets, ownerErrors, unknown };
  return `${JSON.stringify(all, undefined, 2)}\n`;
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

function summaryOf(plan: Plan, repository: string): string {
  if (isDone(plan)) return `${repository} is as .github says`;
  const { changes, missingSecrets, openSecrets, ownerErrors } = plan;
  const open = openSecrets.length === 0 ? '' : `, ${openSecrets.length} given to every job`;
  const lines = ownerErrors.length === 0 ? '' : `, ${ownerErrors.length} without an owner`;
  return `${repository}: ${changes.length} to set, ${missingSecrets.length} secrets missing${open}${lines}`;
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '-' : JSON.stringify(value);
}
