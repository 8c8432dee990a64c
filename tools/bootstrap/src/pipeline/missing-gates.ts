import type { PlannedStep } from './plan.ts';

/** The gates of every Python project: which executor each step has to run. */
const GATES = {
  lint: 'flake8',
  format: 'black',
  typecheck: 'mypy',
  test: 'pytest',
  'scan-code': 'bandit',
  'scan-dependencies': 'safety',
  'scan-files': 'trivy',
} as const;

/**
 * The gates that a plan has not, each as `project:step`. A `project.json` may state what differs in a
 * project, but not that nothing is run in a gate's place: that would be green without a word.
 * `pythonProjects` are the names of the projects that are asked for.
 */
export function missingGates(
  plan: readonly PlannedStep[],
  pythonProjects: readonly string[],
): readonly string[] {
  const executors = new Map(
    plan.map(({ project, step, executor }) => [`${project}:${step}`, executor]),
  );
  return pythonProjects.flatMap((project) =>
    Object.entries(GATES)
      .filter(([step, tool]) => executors.get(`${project}:${step}`) !== `@modax/nx-python:${tool}`)
      .map(([step]) => `${project}:${step}`),
  );
}
