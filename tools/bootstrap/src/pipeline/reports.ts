import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../values.ts';
import type { PlannedStep } from './plan.ts';
import type { Reports } from './step-result.ts';

/** The reports that executors leave in `reports/<project>/`, as they lie on disk now. */
export function reportsIn(root: string): Reports {
  return {
    path: (step) =>
      step.outputs.find(
        (pattern) => pattern.startsWith('reports/') && globSync(pattern, { cwd: root }).length > 0,
      ),
    warnings: (step) => {
      const findings = read(join(root, 'reports', step.project, `${toolOf(step)}.json`));
      return countWarnings(findings);
    },
  };
}

/** The tool of an executor has its name: `@modax/nx-python:flake8`. */
function toolOf({ executor }: PlannedStep): string {
  return executor.slice(executor.indexOf(':') + 1);
}

/** How many findings of a report are warnings; none in a file of another shape (other tools' reports). */
export function countWarnings(report: unknown): number {
  const findings = isRecord(report) ? report['findings'] : undefined;
  if (!Array.isArray(findings)) return 0;
  return findings.filter((finding) => isRecord(finding) && finding['severity'] === 'warning')
    .length;
}

/** A step that leaves no report has no warnings to count: whether it may is its executor's gate. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
