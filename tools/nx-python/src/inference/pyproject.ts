import { numberOf, recordOf, textOf } from '@modax/findings';
import { parse } from 'smol-toml';
import type { ProjectSettings } from '../running/tool.ts';
import { parseTestInputs, type TestInputs } from './test-inputs.ts';

/** What a `pyproject.toml` says that this plugin acts on. */
export interface PythonProject {
  /** The distribution's name, as the lock knows it. */
  readonly distribution: string;
  readonly settings: ProjectSettings;
  readonly testInputs: TestInputs;
}

/** Gates of a project that states none of its own: strict enough to be noticed, reachable at once. */
const defaults: ProjectSettings = { coverageFloor: 80, warningBudget: 0, testProcesses: 1 };

const ranges = {
  'coverage-floor': { kind: 'a number', holds: Number.isFinite, lowest: 0, highest: 100 },
  'warning-budget': {
    kind: 'a whole number',
    holds: Number.isInteger,
    lowest: 0,
    highest: 100_000,
  },
  'test-processes': { kind: 'a whole number', holds: Number.isInteger, lowest: 1, highest: 64 },
} as const;

/**
 * Reads `[project] name` and the gates in `[tool.modax]`.
 * @throws Error naming the file and the key when the text is no TOML, has no name, or states a gate
 *   that is unknown or out of range.
 */
export function parsePyproject(text: string, file: string): PythonProject {
  const document = recordOf(toml(text, file)) ?? {};
  const distribution = textOf(recordOf(document['project'])?.['name']);
  if (distribution === undefined || distribution.trim() === '') {
    throw new Error(`${file}: [project] name is missing; give the project a name`);
  }
  const gates = recordOf(recordOf(document['tool'])?.['modax'] ?? {});
  if (gates === undefined) throw new Error(`${file}: [tool.modax] must be a table of gates`);
  const { 'test-inputs': testInputs, ...limits } = gates;
  for (const key of Object.keys(limits)) {
    if (!Object.hasOwn(ranges, key)) {
      throw new Error(
        `${file}: [tool.modax] ${key} is unknown; known are ${[...Object.keys(ranges), 'test-inputs'].join(', ')}`,
      );
    }
  }
  return {
    distribution,
    settings: settingsOf(gates, file),
    testInputs: parseTestInputs(testInputs, file),
  };
}

function settingsOf(gates: Readonly<Record<string, unknown>>, file: string): ProjectSettings {
  return {
    coverageFloor: gate(gates, 'coverage-floor', file) ?? defaults.coverageFloor,
    warningBudget: gate(gates, 'warning-budget', file) ?? defaults.warningBudget,
    testProcesses: gate(gates, 'test-processes', file) ?? defaults.testProcesses,
  };
}

function toml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(
      `${file}: not TOML: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}

function gate(
  gates: Readonly<Record<string, unknown>>,
  key: keyof typeof ranges,
  file: string,
): number | undefined {
  if (!(key in gates)) return undefined;
  const value = numberOf(gates[key]);
  const { kind, holds, lowest, highest } = ranges[key];
  if (value === undefined || !holds(value) || value < lowest || value > highest) {
    throw new Error(`${file}: [tool.modax] ${key} must be ${kind} from ${lowest} to ${highest}`);
  }
  return value;
}
