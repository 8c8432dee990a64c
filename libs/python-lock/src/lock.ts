import { parse } from 'smol-toml';
import { canonical } from './canonical.ts';

/** What a package asks for: another one, of one version where the lock has several. */
export interface LockEdge {
  readonly name: string;
  readonly version?: string;
  readonly extras: readonly string[];
  /** A PEP 508 marker; none holds everywhere. */
  readonly marker?: string;
}

type EdgesByName = ReadonlyMap<string, readonly LockEdge[]>;

/** One `[[package]]` of the lock. */
export interface LockPackage {
  readonly name: string;
  /** None for a package whose version is made when it is built. */
  readonly version?: string;
  /** The folder of a member of the workspace, relative to the lock; none for a third party's package. */
  readonly folder?: string;
  /** Where it is meant, beside other versions of the same package; none means everywhere. */
  readonly markers: readonly string[];
  readonly dependencies: readonly LockEdge[];
  readonly extras: EdgesByName;
  readonly groups: EdgesByName;
  /**
   * Differs when what is installed differs: version, source, content and dependencies. Not when only
   * the bounds that were asked for, addresses or times do.
   */
  readonly identity: string;
}

export interface Lock {
  readonly packages: readonly LockPackage[];
  /** The same, each name with its versions. */
  readonly byName: ReadonlyMap<string, readonly LockPackage[]>;
}

/**
 * Reads a `uv.lock`.
 * @returns `problem` when the text is no TOML or has no list of packages.
 */
export function parseLock(text: string): Lock | { readonly problem: string } {
  let document: Table;
  try {
    document = parse(text);
  } catch (error) {
    return { problem: `not TOML: ${error instanceof Error ? error.message : String(error)}` };
  }
  const entries = document['package'];
  if (!Array.isArray(entries)) return { problem: 'it has no [[package]]' };
  const packages = entries.map((entry) => lockPackage(tableOf(entry)));
  const nameless = packages.findIndex(({ name }) => name === '');
  return nameless === -1
    ? { packages, byName: Map.groupBy(packages, ({ name }) => name) }
    : { problem: `package ${nameless} has no name` };
}

/** PEP 503: one package's name is written in several ways. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

type Table = Readonly<Record<string, unknown>>;

function lockPackage(entry: Table): LockPackage {
  const { version, 'resolution-markers': markers = [] } = entry;
  const source = tableOf(entry['source']);
  const folder = source['editable'] ?? source['virtual'] ?? source['directory'];
  const parts = {
    dependencies: entry['dependencies'] ?? [],
    extras: entry['optional-dependencies'] ?? {},
    groups: entry['dev-dependencies'] ?? {},
  };
  return {
    name: typeof entry['name'] === 'string' ? normalizedName(entry['name']) : '',
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof folder === 'string' ? { folder } : {}),
    markers: Array.isArray(markers) ? markers.filter((item) => typeof item === 'string') : [],
    dependencies: edges(parts.dependencies),
    extras: edgesByName(parts.extras),
    groups: edgesByName(parts.groups),
    identity: canonical({
      ...(typeof folder === 'string' ? {} : { version, source, files: hashes(entry) }),
      dependencies: parts.dependencies,
      extras: parts.extras,
      markers,
    }),
  };
}

function hashes(entry: Table): readonly unknown[] {
  const wheels: readonly unknown[] = Array.isArray(entry['wheels']) ? entry['wheels'] : [];
  return [entry['sdist'], ...wheels].map((file) => {
    const { hash, url } = tableOf(file);
    return hash ?? url ?? null;
  });
}

function edgesByName(value: unknown): EdgesByName {
  return new Map(Object.entries(tableOf(value)).map(([name, list]) => [name, edges(list)]));
}

function edges(value: unknown): readonly LockEdge[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) => {
    const { name, version, extra, marker } = tableOf(entry);
    return {
      name: typeof name === 'string' ? normalizedName(name) : '',
      ...(typeof version === 'string' ? { version } : {}),
      extras: Array.isArray(extra) ? extra.filter((item) => typeof item === 'string') : [],
      ...(typeof marker === 'string' ? { marker } : {}),
    };
  });
}

function tableOf(value: unknown): Table {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}
