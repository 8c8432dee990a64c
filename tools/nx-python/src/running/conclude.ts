import { join } from 'node:path';
import {
  readExceptions,
  type Report,
  resultText,
  weigh,
  type WeighInput,
  writeReports,
} from '@modax/findings';
import { lockedVersionOf } from '../environment/tool-version.ts';
import type { Place } from './place.ts';
import type { Prepared, Unprepared } from './prepare.ts';
import type { Parsed, Tool, ToolContext, ToolOptions, Verdict } from './tool.ts';

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
  const verdict = 'problems' in parsed ? undefined : parsed;
  const { notice, ...weighed } = weigh({
    ...foundOf(tool, context, parsed),
    exceptions: readExceptions(place.workspaceRoot, place.today),
    today: place.today,
    budget: settings.warningBudget,
    scope: {
      tool: tool.name,
      projectRoot: place.projectRoot,
      packages: context?.lockedPackages.map(({ name }) => name) ?? [],
    },
  });
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

/** What the tool found, with what it would itself pass over, and why there is no more. */
function foundOf<Options extends ToolOptions>(
  tool: Tool<Options>,
  context: ToolContext | undefined,
  parsed: Parsed,
): Pick<WeighInput, 'found' | 'stopped'> {
  const inspected = context === undefined ? [] : (tool.inspect?.(context) ?? []);
  return {
    found: [...inspected, ...(parsed.findings ?? [])],
    stopped: 'problems' in parsed ? parsed.problems : [],
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
