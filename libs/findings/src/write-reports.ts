import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from './report.ts';
import { toSarif } from './sarif.ts';
import { toText } from './text.ts';

/** The paths of the files that were written. */
export interface WrittenReports {
  readonly sarif: string;
  readonly json: string;
  readonly text: string;
}

/**
 * Writes `<name>.sarif`, `<name>.json` and `<name>.txt` into the directory, which it makes when it is
 * not there. Each file appears whole or not at all. Rejects with the system's error when it cannot.
 */
export async function writeReports(
  directory: string,
  name: string,
  report: Report,
): Promise<WrittenReports> {
  const written = reportFiles(directory, name);
  await mkdir(directory, { recursive: true });
  await writeWhole(written.sarif, asJson(toSarif(report)));
  await writeWhole(written.json, asJson(jsonReport(report)));
  await writeWhole(written.text, `${toText(report, { colour: false })}\n`);
  return written;
}

/** Takes the reports of an earlier run away: they would be taken for what is found now. */
export async function removeReports(directory: string, name: string): Promise<void> {
  const { sarif, json, text } = reportFiles(directory, name);
  for (const file of [sarif, json, text]) await rm(file, { force: true });
}

function reportFiles(directory: string, name: string): WrittenReports {
  return {
    sarif: join(directory, `${name}.sarif`),
    json: join(directory, `${name}.json`),
    text: join(directory, `${name}.txt`),
  };
}

function jsonReport({ tool, findings, suppressed, problems }: Report): object {
  return { tool, findings, suppressed, problems };
}

/** Half a character, which UTF-16 allows and JSON readers refuse, is replaced. */
function asJson(value: object): string {
  const wellFormed = (_key: string, part: unknown): unknown =>
    typeof part === 'string' ? part.toWellFormed() : part;
  return `${JSON.stringify(value, wellFormed, 2)}\n`;
}

/** A rename within one folder is atomic: a reader sees the old file or the new one. */
async function writeWhole(path: string, content: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
