import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { programFile } from '@modax/command';
import {
  imageFiles,
  isProblem,
  readExceptions,
  resultText,
  type ToolProblem,
  weigh,
  writeReports,
} from '@modax/findings';
import { databaseState, type Threshold, trivyDatabase, trivyTool } from '@modax/trivy';
import type { ImageRequest } from '../build/prepare-build.ts';
import { ensureImage, readImageRecord } from '../image/ensure-image.ts';
import { digestOf, readLayout } from '../image/layout.ts';
import { LAYOUT } from '../image/place.ts';
import { execute, type Surroundings } from '../running/execute.ts';
import { textIfThere, writeRecord } from '../running/files.ts';
import { executorOf, type TaskOptions } from '../running/executor.ts';
import { materialsCall, materialsFile, scanCall, scanFile, type ScanPlace } from './command.ts';
import { parseScan, type ScanVerdict } from './parse.ts';
import { materialsReportFile, type ScanRecord, scanRecordFile } from './scan-record.ts';

export interface ScanOptions extends TaskOptions {
  /** From which severity on a vulnerability with a fix fails the scan. */
  readonly severity: Threshold;
}

/** What a scan leaves for its gate. */
interface Scanned {
  readonly verdict: ScanVerdict;
  readonly record: Omit<ScanRecord, 'acceptedUntil'>;
}

/**
 * Scans a project's image. Writes `reports/<project>/image-scan.{sarif,json,txt}` whatever it finds, the
 * bill of materials beside them, and `image-scan-passed.json` when the gate is passed: without it, or
 * with that of another image, nothing is pushed.
 */
export default executorOf<ScanOptions>('docker-scan', async (request, options, surroundings) => {
  const { workspaceRoot, name } = request;
  const passed = scanRecordFile(workspaceRoot, name);
  await rm(passed, { force: true });
  const scratch = await mkdtemp(join(tmpdir(), 'modax-scan-'));
  try {
    const scanned = await scan(request, options, surroundings, scratch);
    const { text, problems, acceptedUntil } = await conclude(request, scanned);
    if (problems.length > 0 || isProblem(scanned)) {
      console.log(text);
      return problems[0] ?? text;
    }
    await writeRecord(passed, { ...scanned.record, acceptedUntil } satisfies ScanRecord);
    return text;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
});

async function scan(
  request: ImageRequest,
  { severity, timeoutSeconds }: ScanOptions,
  surroundings: Surroundings,
  scratch: string,
): Promise<Scanned | ToolProblem> {
  const { workspaceRoot, name, root } = request;
  const database = trivyDatabase(surroundings.variables);
  const state = await databaseState(database, new Date());
  if (isProblem(state) || database === undefined) return state as ToolProblem;
  const image = await readImageRecord(request);
  if (isProblem(image)) return image;
  const deadlineMs = timeoutSeconds * 1000;
  const kept = await ensureImage(request, image, surroundings, deadlineMs);
  if (isProblem(kept)) return kept;
  const environment = join(workspaceRoot, '.venv');
  await symlink(kept.layout, join(scratch, LAYOUT));
  const place: ScanPlace = {
    trivy: programFile('trivy', { workspaceRoot, environment }, surroundings.variables),
    database,
    scratch,
    variables: Object.keys(surroundings.variables),
  };
  const output = await execute(scanCall(place, deadlineMs), surroundings);
  if (isProblem(output)) return output;
  const { lock, packages, configuration } = image;
  const user = (await readLayout(kept.layout))?.user ?? '';
  const found = { dockerfile: `${root}/Dockerfile`, files: imageFiles(root) };
  const subject = { ...found, lock, packages, configuration, user };
  const verdict = parseScan(await textIfThere(scanFile(place)), output.stderr, subject, severity);
  if (isProblem(verdict)) return verdict;
  const listed = await execute(materialsCall(place, deadlineMs), surroundings);
  if (isProblem(listed)) return listed;
  const materials = materialsReportFile(workspaceRoot, name);
  await mkdir(dirname(materials), { recursive: true });
  await copyFile(materialsFile(place), materials);
  const materialsDigest = digestOf(await readFile(materials));
  return {
    verdict,
    record: {
      digest: image.digest,
      materialsDigest,
      trivy: verdict.version,
      database: state.updatedAt,
      severity,
      scanned: new Date().toISOString(),
    },
  };
}

/** The exceptions and the gate over what was found, and the reports of it. */
async function conclude(
  { workspaceRoot, name, root }: ImageRequest,
  scanned: Scanned | ToolProblem,
) {
  const day = new Date().toISOString().slice(0, 10);
  const verdict = isProblem(scanned) ? undefined : scanned.verdict;
  const { notice, ...weighed } = weigh({
    found: verdict?.findings ?? [],
    stopped: isProblem(scanned) ? [scanned] : [],
    exceptions: readExceptions(workspaceRoot, day),
    scope: { tool: 'trivy', projectRoot: imageFiles(root), packages: verdict?.packages ?? [] },
    today: day,
    budget: 0,
  });
  const report = {
    tool: trivyTool(verdict?.version),
    ...weighed,
    packageFile: `${root}/Dockerfile`,
  };
  await writeReports(join(workspaceRoot, 'reports', name), 'image-scan', report);
  const measures = { packages: verdict?.packages.length ?? 0 };
  const [acceptedUntil] = report.suppressed.map(({ exception }) => exception.expires).sort();
  return { text: resultText(report, measures, notice), problems: report.problems, acceptedUntil };
}
