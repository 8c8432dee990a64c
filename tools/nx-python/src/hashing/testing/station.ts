import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDependencies } from '../../inference/dependencies.ts';
import { pythonTargets } from '../../inference/targets.ts';
import { type Files, stationFiles, StationWorkspace } from '../../testing/station-workspace.ts';
import { Disk } from '../disk.ts';
import { keyOf } from '../key-input.ts';
import { keyInputs } from '../key-inputs.ts';

/** What lies outside the workspace. */
export interface World {
  readonly variables: Readonly<Record<string, string>>;
  readonly today: string;
  /** Options of single tasks, by task. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One thing that can change, and whose results may differ when it does. */
export interface Change {
  readonly name: string;
  /** Such as `pump:lint`; the tests of the matrix are named like the tests. */
  readonly tasks: readonly string[];
  /** Whether all its states but 0 are the same. */
  readonly binary: boolean;
  /** The content of files, from what they would be without it, in its state `n` ≥ 1. */
  readonly files?: Readonly<
    Record<string, (text: string | undefined, n: number) => string | undefined>
  >;
  readonly world?: (world: World, n: number) => World;
}

/** The state of each change that is not 0, by its name. */
export type State = ReadonlyMap<string, number>;

export const projects = ['flow', 'kit', 'pump', 'rig', 'valve'] as const;
const targets = Object.entries(pythonTargets()).filter(
  ([name, { cache }]) => cache === true && (name === 'test-3.11' || !/^test-\d/.test(name)),
);
export const gates = targets.map(([name]) => name);

/** A station whose state follows a table of changes, and the keys of its tasks. */
export class Station {
  readonly workspace: StationWorkspace;
  readonly #changes: readonly Change[];
  readonly #machine: string;

  constructor(changes: readonly Change[], files: Files = stationFiles) {
    this.#changes = changes;
    this.workspace = new StationWorkspace(files);
    this.#machine = join(this.workspace.root, 'machine');
    this.#program('broker', 'exit 0');
    this.#program('python3.11', 'echo 3.11.7');
  }

  /** The workspace as these changes make it, on top of each other in the order of the table. */
  world(state: State): World {
    this.workspace.restore();
    const paths = new Set(
      this.#changes.flatMap(({ name, files = {} }) => (state.has(name) ? Object.keys(files) : [])),
    );
    const texts = new Map([...paths].map((path) => [path, this.workspace.read(path)]));
    let world: World = {
      variables: {
        PATH: join(this.#machine, 'bin'),
        PYENV_ROOT: join(this.#machine, 'pyenv'),
        XDG_CACHE_HOME: join(this.#machine, 'cache'),
      },
      today: '2026-11-25',
      options: {},
    };
    for (const { name, files = {}, world: affect } of this.#changes) {
      const n = state.get(name);
      if (n === undefined) continue;
      for (const [path, edit] of Object.entries(files)) texts.set(path, edit(texts.get(path), n));
      if (affect !== undefined) world = affect(world, n);
    }
    this.workspace.write(Object.fromEntries(texts));
    const root = this.workspace.root;
    const variables = Object.entries(world.variables).map(([name, value]) => [
      name,
      value.replaceAll('{machine}', join(root, 'machine')),
    ]);
    return { ...world, variables: Object.fromEntries(variables) as World['variables'] };
  }

  /** The key of every task, by its name, in that state. */
  keys(state: State): ReadonlyMap<string, string> {
    const { variables, today, options } = this.world(state);
    const disk = new Disk(this.workspace.root);
    const roots = Object.fromEntries(
      projects.map((name) => [
        name,
        { root: `${['flow', 'kit'].includes(name) ? 'libs' : 'apps'}/${name}` },
      ]),
    );
    const edges = Map.groupBy(projectDependencies(roots, disk), ({ source }) => source);
    const graph = {
      nodes: Object.fromEntries(Object.entries(roots).map(([name, data]) => [name, { data }])),
      dependencies: Object.fromEntries(edges),
    };
    const place = { plugin: this.workspace.plugin, variables, today };
    return new Map(
      projects.flatMap((project) =>
        targets.map(([target, { executor = '', options: stated, outputs = [] }]) => {
          const id = `${project}:${target}`;
          const task = {
            project,
            executor: executor.replace('@modax/nx-python:', ''),
            options: { ...(stated as object | undefined), ...options[id] },
            outputs: outputs.map((output) => output.replace('{projectName}', project)),
          };
          return [id, keyOf(keyInputs(task, graph, disk, place))];
        }),
      ),
    );
  }

  #program(name: string, script: string): void {
    mkdirSync(join(this.#machine, 'bin'), { recursive: true });
    writeFileSync(join(this.#machine, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
}
