import type { Finding, Measures, ToolProblem } from '@modax/findings';

/** One program to start, decided without any effect. */
export interface ToolCall {
  /** Tells the calls of one tool apart, in messages and in {@link ToolOutput}. */
  readonly name: string;
  /** A program of the project's Python environment (`flake8`), `trivy`, or `uv`. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Exit codes that the tool documents as "I have done my work"; any other is a crash. */
  readonly exitCodes: readonly number[];
  /** Files that the tool writes for us, by role, absolute. */
  readonly writes?: Readonly<Record<string, string>>;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Made at the same time as the call before it, and those that it is made beside. */
  readonly isBeside?: true;
}

/** What a call that ended with one of its exit codes left behind. */
export interface ToolOutput {
  readonly call: ToolCall;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Text of each file in `call.writes`; a role is absent when the tool did not write it. */
  readonly files: ReadonlyMap<string, string>;
}

/** Why there is no verdict: the task fails, with what was found before. */
export interface Refusal {
  readonly problems: readonly ToolProblem[];
  readonly findings?: readonly Finding[];
}

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly measures?: Measures;
  /** The files that were looked at, relative to the workspace, where the output tells. */
  readonly files?: readonly string[];
  /** Where the output tells the tool's version; else it is the lock's. */
  readonly toolVersion?: string;
}

export type Parsed = Verdict | Refusal;

/** A dependency of the project, fixed by the lock. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
}

/** A file with tests. */
export interface TestFile {
  /** Relative to the project. */
  readonly path: string;
  readonly bytes: number;
}

/** Folders and files that are not to be looked at. */
export interface Beside {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Where a tool works. All paths but `projectRoot` are absolute. */
export interface ToolContext {
  readonly workspaceRoot: string;
  readonly projectName: string;
  /** Relative to the workspace root. */
  readonly projectRoot: string;
  /** The project's folder. */
  readonly project: string;
  /**
   * The folders to look at, relative to `project`: `.` alone, unless several projects are judged in one
   * run. Then `project` is the workspace, and these are the projects' roots.
   */
  readonly targets: readonly string[];
  /** What lies in `project` beside the targets: paths relative to it, nothing inside of them listed. */
  readonly beside: Beside;
  /** The project's folders and files with Python, `src` first; `.` where there is no `src`. */
  readonly pythonFolders: readonly string[];
  /** An empty folder for this run alone, removed afterwards. */
  readonly scratch: string;
  /** What the tool may keep from one run to the next, to be faster: a folder, there or not. */
  readonly cache: string;
  /** `reports/<project>` in the workspace. */
  readonly reports: string;
  /** The project's Python environment, `<…>/.venv`. */
  readonly environment: string;
  /** The project's files that pytest opens when it looks for tests, in order; empty unless the tool asks. */
  readonly testFiles: readonly TestFile[];
  /** `[tool.modax]` of the project's `pyproject.toml`. */
  readonly settings: ProjectSettings;
  /** The project's third-party packages; empty unless the tool asks for them. */
  readonly lockedPackages: readonly LockedPackage[];
  /** What the tool's `locate` found. */
  readonly resources: Readonly<Record<string, string>>;
}

/** The gates of a project and how its tests are run: `[tool.modax]` of its `pyproject.toml`. */
export interface ProjectSettings {
  /** Percent of statements and branches that the tests must reach; may only rise. */
  readonly coverageFloor: number;
  /** How many warnings a tool may report; may only fall. */
  readonly warningBudget: number;
  /** In how many processes its tests run at the same time. */
  readonly testProcesses: number;
}

/** What every executor's options hold. */
export interface ToolOptions {
  /** Seconds after which the tool is ended and the task fails. */
  readonly timeoutSeconds: number;
}

/**
 * A tool is data and two pure functions: the calls to make, and what their output means.
 * Everything else with an effect is done once, for all tools, by `runTool`.
 */
export interface Tool<Options extends ToolOptions> {
  readonly name: string;
  readonly informationUri: string;
  /** Which files must exist, or there is nothing to judge and the task fails. */
  readonly needs: 'python files' | 'any file';
  /**
   * Whether `context.lockedPackages` is wanted, and `requirements.txt` with the same packages in the
   * scratch folder.
   */
  readonly needsLockedPackages?: true;
  /** Whether `context.testFiles` is wanted. */
  readonly needsTestFiles?: true;
  /**
   * How many projects are judged in one batch: `together` in one run of the tool, whose findings are told
   * apart by their paths; `in parallel` in runs of their own, one for each core; `first alone` the same,
   * but that the others wait for the first, which fills the cache that they start from.
   */
  readonly batch: 'together' | 'in parallel' | 'first alone';
  /** How many runs a core carries at once; 1 unless said. More where a run spends time waiting. */
  readonly runsPerCore?: number;
  /** The reports' name where it is not the tool's. */
  readonly report?: (options: Options) => string;
  /** Looks for what lies outside the project, such as a database. */
  readonly locate?: (
    environment: string,
    variables: NodeJS.ProcessEnv,
  ) => Readonly<Record<string, string>>;
  /** Makes the cache fit for use, or takes away what of it cannot be trusted. */
  readonly prepareCache?: (context: ToolContext) => void;
  /** What the tool itself would pass over in silence; reads the project's files. */
  readonly inspect?: (place: Pick<ToolContext, 'workspaceRoot' | 'project'>) => readonly Finding[];
  calls(options: Options, context: ToolContext): readonly ToolCall[] | Refusal;
  parse(outputs: readonly ToolOutput[], context: ToolContext): Parsed;
}
