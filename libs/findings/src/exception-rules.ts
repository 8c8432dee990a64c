import { isRecord } from './record.ts';

/** What is wrong with one property's text; nothing when it is right. */
type Rule = (value: string, today: string) => string | undefined;

const required: Readonly<Record<string, Rule>> = {
  tool: (value) =>
    /^[a-z][a-z0-9-]*$/.test(value) ? undefined : "must be a tool's name, such as bandit",
  rule: (value) =>
    /^[^\s*?]+$/.test(value) ? undefined : 'must be one rule id, without spaces and wildcards',
  reason: (value) =>
    value.trim().length >= 10 ? undefined : 'must say why, in at least 10 characters',
  owner: (value) =>
    /^(@[\w.-]+(\/[\w.-]+)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/.test(value)
      ? undefined
      : 'must be a team, such as @platform, or a mail address',
  expires: expiryComplaint,
};

/** Exactly one of these says what the exception is about. */
const subjects: Readonly<Record<string, Rule>> = {
  path: pathComplaint,
  package: (value) =>
    /^[A-Za-z0-9@][\w./@-]*$/.test(value) ? undefined : "must be one package's name",
};

const rules = new Map(Object.entries({ ...required, ...subjects }));

/** Everything that is wrong with one entry of the list; each names its property as `.property …`. */
export function complaints(entry: unknown, today: string): string[] {
  if (!isRecord(entry)) return [' must be an object'];
  const found: string[] = [];
  for (const name of Object.keys(required)) {
    if (!(name in entry)) found.push(`.${name} is missing`);
  }
  for (const [name, value] of Object.entries(entry)) {
    const complaint = propertyComplaint(name, value, today);
    if (complaint !== undefined) found.push(`.${name} ${complaint}`);
  }
  const given = Object.keys(subjects).filter((name) => name in entry);
  if (given.length === 0) {
    found.push(' is too broad: it needs a path or a package that it is about');
  }
  if (given.length > 1) found.push(' must be about a path or about a package, not both');
  return found;
}

function propertyComplaint(name: string, value: unknown, today: string): string | undefined {
  const rule = rules.get(name);
  if (rule === undefined) return 'is an unknown property';
  if (typeof value !== 'string') return 'must be text';
  return rule(value, today);
}

function expiryComplaint(value: string, today: string): string | undefined {
  if (!isCalendarDate(value)) return 'must be a date of the calendar, written YYYY-MM-DD';
  const inOneYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
  return value <= inOneYear ? undefined : `must not lie beyond ${inOneYear}, a year from today`;
}

function isCalendarDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(value)
  );
}

/**
 * A path is broad when one of its first two segments has a wildcard: workspace folders are `apps/x` and
 * `libs/y`, so it would reach beyond one project.
 */
function pathComplaint(value: string): string | undefined {
  if (!/^[^\\]+$/.test(value) || value.split('/').includes('')) {
    return 'must be relative to the workspace root, with / between its segments';
  }
  if (/(^|[/{,])\.\.?($|[/},])/.test(value)) return 'must not contain the segments . and ..';
  const broad = value.split('/').slice(0, 2).some(hasWildcard);
  return broad ? 'is too broad: its first two segments must be without wildcards' : undefined;
}

function hasWildcard(segment: string): boolean {
  return /[*?[\]{}]|[!+@]\(/.test(segment) || segment.startsWith('!');
}
