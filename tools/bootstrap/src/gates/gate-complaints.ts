import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Complaint } from '../pipeline/complaints.ts';
import type { GraphProject } from '../pipeline/plan.ts';
import type { GatedProject, GateRules } from './gates.ts';
import { inferredProjects } from './inferred-projects.ts';
import { overriddenGates, overridingSettings } from './overridden-gates.ts';
import { toldTargets } from './untold.ts';

/** The gates that the workspace must have, or why that cannot be told. */
export type KnownGates =
  | { readonly kind: 'known'; readonly gated: readonly GatedProject[] }
  | { readonly kind: 'unknown'; readonly complaint: Complaint };

/** Asks the rules and the plugins which projects there are, and which gates each must have. */
export async function knownGates(root: string, rules: GateRules): Promise<KnownGates> {
  try {
    const inferred = await inferredProjects(root, rules.plugins);
    return { kind: 'known', gated: [...rules.projects, ...inferred] };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', complaint: { code: 'PROJECT_INVALID', what } };
  }
}

/** What is wrong with the gates of the workspace; Nx that saw no project is another's complaint. */
export function gateComplaints(
  root: string,
  rules: GateRules,
  known: KnownGates,
  projects: readonly GraphProject[] | undefined,
): readonly Complaint[] {
  if (known.kind === 'unknown') return [known.complaint];
  return [
    ...overridingSettings(nxJson(root), rules.nxJson),
    ...(projects === undefined ? [] : overriddenGates(known.gated, projects)),
    ...(projects === undefined ? [] : toldTargets(projects, rules.withheld)),
  ].map((what) => ({ code: 'GATE_OVERRIDDEN', what }));
}

/** A file that is no JSON says nothing; Nx says that it is none. */
function nxJson(root: string): unknown {
  try {
    return JSON.parse(readFileSync(join(root, 'nx.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
