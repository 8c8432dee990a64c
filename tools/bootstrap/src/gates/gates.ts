import type { GraphProject } from '../pipeline/plan.ts';

/** A target of Nx, as far as it is compared: any JSON. */
export type Target = Readonly<Record<string, unknown>>;

/** A project with the targets that it must have at least. */
export interface GatedProject {
  readonly name: string;
  /** Its folder, `/`-separated; `.` for the workspace's own. */
  readonly root: string;
  readonly targets: Readonly<Record<string, Target>>;
}

/** What decides which gates there are. A checkout's own files are held against it. */
export interface GateRules {
  /** The Nx plugins whose word about a project counts. */
  readonly plugins: readonly string[];
  /** The targets of projects that no plugin infers. */
  readonly projects: readonly GatedProject[];
  /** Variables that no cached target of any project may be told. */
  readonly withheld: readonly string[];
  /** What `nx.json` must say: its plugins in this order, and these named inputs. */
  readonly nxJson: {
    readonly plugins: readonly string[];
    readonly namedInputs: Readonly<Record<string, readonly unknown[]>>;
  };
}

/** The project of Nx that lies where a gated one does. */
export function projectAt(
  projects: readonly GraphProject[],
  { root }: GatedProject,
): GraphProject | undefined {
  return projects.find((project) => project.root === root);
}
