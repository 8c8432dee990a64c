import { type Durations, secondsOf } from './durations.ts';
import { type Job, pack } from './pack.ts';
import { projectsWith, unitsOf } from './units.ts';

/** What CI is to do for a change. */
export interface Matrix {
  /** The jobs in which it is checked. */
  readonly check: readonly Job[];
  /** The Python projects whose coverage is told to others. */
  readonly coverage: readonly string[];
  /** The projects whose images are built and scanned. */
  readonly images: readonly string[];
  /** The projects that are scanned: their code, their dependencies, their files. */
  readonly scan: readonly string[];
  /** Those of them whose findings are told to others. */
  readonly tell: readonly string[];
  /** Whether anything may be told to others, which wants a secret or a grant. */
  readonly tells: boolean;
  /** The Python projects that test others together, with a broker. */
  readonly integration: readonly string[];
}

/** What a matrix depends on beside the plan. */
export interface MatrixOptions {
  /** The most jobs. */
  readonly jobs: number;
  /** Whether nothing may be told to others. */
  readonly fork: boolean;
  readonly durations: Durations;
  /** The workspace's own Python, major and minor: on it the tests run with the other checks. */
  readonly python: string;
}

/**
 * What CI does of a plan that Nx has written.
 * @throws Error when it is not what is written with this version of Nx.
 */
export function matrixOf(plan: string, options: MatrixOptions): Matrix {
  const { jobs, fork, durations } = options;
  const units = unitsOf(plan).filter(({ python }) => python !== options.python);
  const scan = projectsWith(plan, 'scan');
  const python = [
    ...new Set(units.filter((unit) => unit.python !== undefined).map(({ project }) => project)),
  ];
  return {
    check: pack(units, { jobs, secondsOf: ({ steps }) => secondsOf(steps, durations) }),
    coverage: fork ? [] : python,
    images: projectsWith(plan, 'docker-scan'),
    scan,
    tell: fork ? [] : scan,
    tells: !fork,
    integration: python.filter((project) => project.endsWith('-e2e')),
  };
}
