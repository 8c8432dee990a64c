import { join } from 'node:path';
import {
  applyExceptions,
  exceptionFindings,
  gate,
  problemText,
  type Report,
  toAnnotations,
  toText,
  writeReports,
} from '@modax/findings';
import { toolEnvironment } from '../environment/tool-environment.ts';
import { lockedVersionOf } from '../environment/tool-version.ts';
import { exceptionsFile, readExceptions } from './exceptions-file.ts';
import { judge, type Judgement, type Place, unjudged } from './judge.ts';
import type { Measures, Tool, ToolOptions } from './tool.ts';

/**
 * Runs one tool on one project and answers whether its gate is passed. Writes
 * `reports/<project>/<tool>.{sarif,json,txt}`, whatever the answer; the table goes to stdout, with
 * GitHub's annotations where GitHub runs us.
 */
export async function runTool<Options extends ToolOptions>(
  tool: Tool<Options>,
  options: Options,
  place: Place,
): Promise<{ success: boolean }> {
  const environment = await toolEnvironment(options, place);
  if ('skipped' in environment) {
    console.log(`skipped: ${environment.skipped}`);
    return { success: true };
  }
  const judgement =
    'problem' in environment
      ? unjudged(environment.problem)
      : await judge(tool, options, place, environment.environment);
  const { report, passed, notice } = conclude(tool, judgement, place);
  const name = tool.report?.(options) ?? tool.name;
  await writeReports(join(place.workspaceRoot, 'reports', place.projectName), name, report);
  show(report, judgement.measures, notice);
  return { success: passed };
}

interface Conclusion {
  readonly report: Report;
  readonly passed: boolean;
  readonly notice?: string;
}

/** Exceptions and gates over what was found: pure but for reading the exceptions file. */
function conclude<Options extends ToolOptions>(
  tool: Tool<Options>,
  judgement: Judgement,
  place: Place,
): Conclusion {
  const read = readExceptions(place.workspaceRoot, place.today);
  const scope = {
    tool: tool.name,
    projectRoot: place.projectRoot,
    packages: judgement.packages.map(({ name }) => name),
  };
  const applied = applyExceptions(
    judgement.findings,
    'exceptions' in read ? read.exceptions : [],
    place.today,
    scope,
  );
  const judged = judgement.problems.length === 0;
  // Without a verdict nothing is known of what an exception or the budget would have met.
  const known = judged ? applied : { ...applied, unused: [] };
  const findings = [...applied.active, ...exceptionFindings(known, scope, exceptionsFile)];
  const verdict = gate({ findings, budget: judgement.settings.warningBudget });
  const problems = [
    ...judgement.problems,
    ...('problems' in read ? read.problems : []),
    ...verdict.reasons,
  ];
  return {
    report: {
      tool: {
        name: tool.name,
        version: judgement.toolVersion ?? lockedVersionOf(tool.name, place.workspaceRoot),
        informationUri: tool.informationUri,
      },
      findings,
      suppressed: applied.suppressed,
      problems,
      packageFile: 'uv.lock',
    },
    passed: problems.length === 0,
    ...(verdict.notice === undefined || !judged ? {} : { notice: verdict.notice }),
  };
}

function show(report: Report, measures: Measures, notice: string | undefined): void {
  const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  console.log(toText(report, { colour }));
  const figures = Object.entries(measures).map(
    ([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`,
  );
  if (figures.length > 0) console.log(figures.join(', '));
  if (notice !== undefined) console.log(notice);
  if (process.env['GITHUB_ACTIONS'] !== 'true') return;
  for (const annotation of toAnnotations(report.findings)) console.log(annotation);
  for (const problem of report.problems) {
    const [annotation] = toAnnotations([
      {
        tool: report.tool.name,
        rule: problem.code,
        severity: 'error',
        message: problemText(problem),
      },
    ]);
    if (annotation !== undefined) console.log(annotation);
  }
}
