import { recordOf, textOf } from '@modax/findings';
import { parse } from 'smol-toml';
import { parsePyproject } from '../inference/pyproject.ts';
import type { Disk } from './disk.ts';
import { type KeyInput, input } from './key-input.ts';
import { oncePerDisk } from './once-per-disk.ts';

type Table = Readonly<Record<string, unknown>>;

/** A TOML file's content; the whole text where it is none, so that its mending is a change. */
export const tomlIn = oncePerDisk((path, disk): Table => {
  const text = disk.text(path);
  if (text === undefined) return {};
  try {
    return parse(text);
  } catch {
    return { unreadable: text };
  }
});

/** Tables under `[tool]` of the workspace's `pyproject.toml`. */
export function tableInputs(workspace: Table, names: readonly string[]): readonly KeyInput[] {
  const unreadable = workspace['unreadable'];
  return names.flatMap((name) => {
    const table = recordOf(workspace['tool'])?.[name] ?? null;
    const inputs = [input(`pyproject.toml [tool.${name}]`, unreadable ?? table)];
    // Without a target black takes the language from the bounds of the workspace.
    if (name !== 'black' || recordOf(table)?.['target-version'] !== undefined) return inputs;
    const bounds = recordOf(workspace['project'])?.['requires-python'] ?? null;
    return [...inputs, input('pyproject.toml [project] requires-python', bounds)];
  });
}

/** What a project asks of its warnings. */
export function warningBudgetInput(file: string, disk: Disk): KeyInput {
  let budget: unknown;
  try {
    budget = parsePyproject(disk.text(file) ?? '', file).settings.warningBudget;
  } catch (error) {
    budget = String(error);
  }
  return input(`${file} warning-budget`, budget);
}

/** What the check of declared imports is told, on which no test depends. */
const declarations = 'deptry';

/** Everything in a project's file, one input for each table; layout and comments aside. */
export function projectInputs(file: string, disk: Disk): readonly KeyInput[] {
  const { tool, ...tables } = tomlIn(file, disk);
  return [
    ...Object.entries(tables).map(([name, table]) => input(`${file} [${name}]`, table)),
    ...Object.entries(recordOf(tool) ?? {})
      .filter(([name]) => name !== declarations)
      .map(([name, table]) => input(`${file} [tool.${name}]`, table)),
  ];
}

/** What a program can ask about an installed library: its name, version and entry points. */
export function metadataInput(file: string, disk: Disk): KeyInput {
  const {
    name,
    version,
    scripts,
    'entry-points': entryPoints,
  } = recordOf(tomlIn(file, disk)['project']) ?? {};
  return input(`${file} [project]`, [
    name ?? null,
    version ?? null,
    scripts ?? null,
    entryPoints ?? null,
  ]);
}

/** The name of the distribution that a `pyproject.toml` describes; empty where it has none. */
export function distributionOf(document: Table): string {
  return textOf(recordOf(document['project'])?.['name']) ?? '';
}
