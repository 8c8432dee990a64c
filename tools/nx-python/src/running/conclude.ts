import { join } from 'node:path';
import {
  applyExceptions,
  exceptionFindings,
  type Finding,
  gate,
  type Report,
  writeReports,
} from '@modax/findings';
import { lockedVersionOf } from '../environment/tool-version.ts';
import { exceptionsFile, readExceptions } from './exceptions-file.ts';
import type { Place } from './place.ts';
import type { Prepared, Unprepared } from './prepare.ts';
import { resultText } from './result-text.ts';
import type { Parsed, ProjectSettings, Tool, ToolContext, ToolOptions, Verdict } from './tool.ts';

/** What a task came to. */
export interface TaskResult {
  readonly success: boolean;
  /** For people, and GitHub's annotations where GitHub runs us. */
  readonly output: string;
}

/**
 * From what a tool found to the answer whether its gate is passed. Writes
 * `reports/<project>/<tool>.{sarif,json,txt}`, whatever the answer.
 */
export async function conclude<Options extends ToolOptions>(
  tool: Tool<Options>,
  options: Options,
  place: Place,
  prepared: Prepared | Unprepared,
  parsed: Parsed,
): Promise<TaskResult> {
  const context = 'context' in prepared ? prepared.context : undefined;
  const { settings } = 'settings' in prepared ? prepared : prepared.context;
  const found = [
    ...(context === undefined ? [] : (tool.inspect?.(context) ?? [])),
    ...(parsed.findings ?? []),
  ];
  const verdict = 'problems' in parsed ? undefined : parsed;
  const { notice, ...weighed } = weigh(tool, place, settings, { found, parsed, context });
  const report: Report = {
    tool: {
      name: tool.name,
      version: verdict?.toolVersion ?? lockedVersionOf(tool.name, place.workspaceRoot),
      informationUri: tool.informationUri,
    },
    ...weighed,
    packageFile: 'uv.lock',
  };
  const name = tool.report?.(options) ?? tool.name;
  await writeReports(join(place.workspaceRoot, 'reports', place.projectName), name, report);
  return {
    success: report.problems.length === 0,
    output: resultText(report, measuresOf(tool, verdict, context), notice),
  };
}

interface Found {
  readonly found: readonly Finding[];
  readonly parsed: Parsed;
  readonly context: ToolContext | undefined;
}

/** Exceptions and gates over what was found: pure but for reading the exceptions file. */
function weigh<Options extends ToolOptions>(
  tool: Tool<Options>,
  place: Place,
  settings: ProjectSettings,
  { found, parsed, context }: Found,
): Pick<Report, 'findings' | 'suppressed' | 'problems'> & { readonly notice: string | undefined } {
  const read = readExceptions(place.workspaceRoot, place.today);
  const scope = {
    tool: tool.name,
    projectRoot: place.projectRoot,
    packages: (context?.lockedPackages ?? []).map(({ name }) => name),
  };
  const exceptions = 'exceptions' in read ? read.exceptions : [];
  const applied = applyExceptions(found, exceptions, place.today, scope);
  const stopped = 'problems' in parsed ? parsed.problems : [];
  const judged = stopped.length === 0;
  // Without a verdict nothing is known of what an exception or the budget would have met.
  const known = judged ? applied : { ...applied, unused: [] };
  const findings = [...applied.active, ...exceptionFindings(known, scope, exceptionsFile)];
  const { reasons, notice } = gate({ findings, budget: settings.warningBudget });
  return {
    findings,
    suppressed: applied.suppressed,
    problems: [...stopped, ...('problems' in read ? read.problems : []), ...reasons],
    notice: judged ? notice : undefined,
  };
}

function measuresOf<Options extends ToolOptions>(
  tool: Tool<Options>,
  verdict: Verdict | undefined,
  context: ToolContext | undefined,
): Readonly<Record<string, number>> {
  if (verdict === undefined || context === undefined) return {};
  const { lockedPackages } = context;
  return {
    ...(tool.needsLockedPackages === true ? { packages: lockedPackages.length } : {}),
    ...verdict.measures,
  };
}
