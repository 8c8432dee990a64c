import type { GateRules } from '../gates/gates.ts';
import { check, type CheckOptions } from '../pipeline/check.ts';
import type { ListeningSession } from './sessions.ts';
import { NO_RULES } from './workspaces.ts';

/** What came of a run. */
export interface Run {
  readonly exitCode: number;
  /** The rows of the table, as `project step verdict source`. */
  readonly rows: readonly string[];
  readonly told: string;
  readonly scope: string;
}

interface JsonRow {
  readonly project: string;
  readonly step: string;
  readonly verdict: string;
  readonly source?: string;
}

/** Checks a workspace as `npm run pipeline` does. */
export async function checked(
  session: ListeningSession,
  options: Partial<CheckOptions> = {},
  rules: GateRules = NO_RULES,
): Promise<Run> {
  let text = '';
  const exitCode = await check(
    session,
    { name: 'pipeline', json: true, verbose: false, ...options },
    { write: (piece) => (text += piece) },
    rules,
  );
  const { scope, steps } = JSON.parse(text) as { scope: string; steps: readonly JsonRow[] };
  const rows = steps.map(({ project, step, verdict, source = '-' }) =>
    [project, step, verdict, source].join(' '),
  );
  return { exitCode, rows, told: session.told(), scope };
}

/** The rows of the workspace itself, when it has nothing to complain of. */
export const HELD = ['sources', 'gates', 'ratchet'].map((step) => `workspace ${step} passed run`);
