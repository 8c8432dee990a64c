import { arrayOf, recordOf } from '@modax/findings';
import { normalizedName } from '@modax/python-lock';

type Table = Readonly<Record<string, unknown>>;

/** Names of the distributions that a project asks for, always, as an extra or in a group. */
export function askedFor(document: Table): ReadonlySet<string> {
  const groups = Object.values(recordOf(document['dependency-groups']) ?? {});
  return new Set([...shippedWith(document), ...namesIn(groups)]);
}

/** Names of the distributions that a project ships with, always or as an extra. */
export function shippedWith(document: Table): readonly string[] {
  const project = recordOf(document['project']) ?? {};
  const extras = Object.values(recordOf(project['optional-dependencies']) ?? {});
  return namesIn([project['dependencies'], ...extras]);
}

function namesIn(lists: readonly unknown[]): readonly string[] {
  return lists
    .flatMap((list) => arrayOf(list) ?? [])
    .flatMap((requirement) =>
      typeof requirement === 'string' ? (/^\s*[\w.-]+/.exec(requirement)?.[0].trim() ?? []) : [],
    )
    .map(normalizedName);
}
