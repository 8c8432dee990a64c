import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, textOf } from '../values.ts';
import { toolOf } from './plan.ts';
import type { Reports, ReportSummary } from './step-result.ts';

/** The reports that executors leave in `reports/<project>/`, as they lie on disk now. */
export function reportsIn(root: string): Reports {
  return (step) => {
    const path = step.outputs.find(
      (pattern) => pattern.startsWith('reports/') && globSync(pattern, { cwd: root }).length > 0,
    );
    const said = summary(read(join(root, 'reports', step.project, `${toolOf(step)}.json`)));
    return path === undefined ? said : { path, ...said };
  };
}

/** What a report says; nothing of a file of another shape (other tools' reports). */
export function summary(report: unknown): ReportSummary {
  const entries = (key: string): readonly Readonly<Record<string, unknown>>[] => {
    const list = isRecord(report) ? report[key] : undefined;
    return Array.isArray(list) ? list.filter(isRecord) : [];
  };
  const having = (wanted: string): readonly Readonly<Record<string, unknown>>[] =>
    entries('findings').filter(({ severity }) => severity === wanted);
  return {
    warnings: having('warning').length,
    // A note about a place in the files is for who reads the report; one about the tool is for all.
    notes: having('note')
      .filter(({ location }) => location === undefined)
      .map(({ tool, message }) => ({ tool: textOf(tool) ?? '?', message: textOf(message) ?? '' })),
    problems: entries('problems').flatMap(({ code }) => textOf(code) ?? []),
  };
}

/** A step that leaves no report has nothing to count: whether it may is its executor's gate. */
function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
