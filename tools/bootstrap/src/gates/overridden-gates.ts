import { isDeepStrictEqual } from 'node:util';
import type { GraphProject } from '../pipeline/plan.ts';
import { isRecord } from '../values.ts';
import { projectAt, type GatedProject, type GateRules } from './gates.ts';

/** What may differ in a gate and changes neither its verdict nor when that is taken from the cache. */
const HARMLESS_KEYS = ['metadata', 'parallelism'];
/**
 * Options of a gate that a project may state: how long a tool may take, where an image goes, and what a service is given
 * that is started alone, or says then.
 */
const HARMLESS_OPTIONS = ['namespace', 'registry', 'saysAlone', 'secrets', 'timeoutSeconds'];
/** The named input that is a project's own; all others say what every project's sources are. */
const OWN_INPUT = 'extra';
/** What `nx.json` may hold. Other keys choose another runner, other affected projects, other defaults. */
const KNOWN_NX_KEYS: ReadonlySet<string> = new Set([
  ...['$schema', 'analytics', 'cacheDirectory', 'defaultBase', 'generators', 'maxCacheSize'],
  ...[
    'namedInputs',
    'neverConnectToCloud',
    'parallel',
    'plugins',
    'release',
    'targetDefaults',
    'tui',
  ],
]);

/**
 * Where the projects of Nx have another gate than they must, each a sentence `project:target: what`. More
 * inputs, more that is waited for, more targets and a longer time to work are no difference.
 */
export function overriddenGates(
  gated: readonly GatedProject[],
  projects: readonly GraphProject[],
): readonly string[] {
  return gated.flatMap((expected) => {
    const project = projectAt(projects, expected);
    if (project === undefined) return [`${expected.name}: ${expected.root} is no project of Nx`];
    return [
      ...Object.entries(expected.targets).flatMap(([name, target]) =>
        differences(resolved(target, project), project.targets[name]).map(
          (what) => `${project.name}:${name}: ${what}`,
        ),
      ),
      ...ownStatements(project).map((what) => `${project.name}: ${what}`),
    ];
  });
}

/** What `nx.json` says that would change the gates of every project. */
export function overridingSettings(
  nxJson: unknown,
  { plugins, namedInputs }: GateRules['nxJson'],
): readonly string[] {
  const settings = isRecord(nxJson) ? nxJson : {};
  const named = isRecord(settings['namedInputs']) ? settings['namedInputs'] : {};
  const loaded = Array.isArray(settings['plugins'])
    ? settings['plugins'].slice(0, plugins.length)
    : [];
  return [
    ...Object.keys(settings)
      .filter((key) => !KNOWN_NX_KEYS.has(key))
      .map((key) => `${key} may not be set`),
    ...(isDeepStrictEqual(loaded, plugins)
      ? []
      : [`plugins must begin with ${plugins.join(', ')}, without options`]),
    ...Object.entries(namedInputs)
      .filter(([name, inputs]) => !onlyAdds(inputs, named[name]))
      .map(([name]) => `namedInputs.${name} is not what every project's sources are`),
    ...(onlyAdds([], named[OWN_INPUT] ?? []) ? [] : [`namedInputs.${OWN_INPUT} takes files away`]),
  ].map((what) => `nx.json: ${what}`);
}

function differences(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
): readonly string[] {
  if (!isRecord(actual)) return ['is taken away'];
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].filter((key) => !holds(key, expected, actual)).map((key) => `${key} differs`);
}

function holds(
  key: string,
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
): boolean {
  const compare = COMPARISONS[key] ?? isDeepStrictEqual;
  return HARMLESS_KEYS.includes(key) || compare(expected[key], actual[key]);
}

/** Keys whose values may differ, or that Nx fills where they are left out. */
const COMPARISONS: Readonly<Record<string, (wanted: unknown, is: unknown) => boolean>> = {
  // Without any of its own a target has Nx's: they are not compared with those of another.
  inputs: (wanted, is) => (wanted === undefined ? is === undefined : onlyAdds(wanted, is)),
  dependsOn: (wanted, is) => includesAll(wanted ?? [], is ?? []),
  options: (wanted, is) => isDeepStrictEqual(wanted ?? {}, without(HARMLESS_OPTIONS, is ?? {})),
  configurations: (wanted, is) => isDeepStrictEqual(wanted ?? {}, is ?? {}),
};

/** What a project says of itself beside its targets. */
function ownStatements({ namedInputs, implicitDependencies }: GraphProject): readonly string[] {
  const named = Object.entries(isRecord(namedInputs) ? namedInputs : {});
  const removed = Array.isArray(implicitDependencies)
    ? implicitDependencies.filter((name) => String(name).startsWith('!'))
    : [];
  return [
    ...named
      .filter(([name, inputs]) => name !== OWN_INPUT || !onlyAdds([], inputs))
      .map(([name]) =>
        name === OWN_INPUT
          ? `namedInputs.${name} takes files away`
          : `namedInputs.${name} differs; a project's own is ${OWN_INPUT}`,
      ),
    ...removed.map((name) => `implicitDependencies takes a dependency away: ${String(name)}`),
  ];
}

/** Whether all that is wanted is there, and what is there beside it can only add to a cache key. */
function onlyAdds(wanted: unknown, actual: unknown): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(actual)) return false;
  return (
    includesAll(wanted, actual) && actual.every((input) => isOneOf(wanted, input) || adds(input))
  );
}

function includesAll(wanted: unknown, actual: unknown): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(actual)) return false;
  return wanted.every((value) => isOneOf(actual, value));
}

function isOneOf(values: readonly unknown[], value: unknown): boolean {
  return values.some((other) => isDeepStrictEqual(other, value));
}

/** Files, variables and answers of programs; a named input could hold what takes files away. */
function adds(input: unknown): boolean {
  if (typeof input === 'string') return /^\{(projectRoot|workspaceRoot)\}\//.test(input);
  if (!isRecord(input)) return false;
  const [key = '', ...others] = Object.keys(input);
  return ['env', 'runtime'].includes(key) && others.length === 0;
}

function without(names: readonly string[], value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)));
}

/** A target as Nx shows it: with the project's folder and name in its options. */
function resolved(
  target: Readonly<Record<string, unknown>>,
  { root, name }: GraphProject,
): Readonly<Record<string, unknown>> {
  if (target['options'] === undefined) return target;
  const options: unknown = JSON.parse(
    JSON.stringify(target['options'])
      .replaceAll('{projectRoot}', root)
      .replaceAll('{projectName}', name),
  );
  return { ...target, options };
}
