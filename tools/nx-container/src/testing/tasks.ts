import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import build from '../build/executor.ts';
import { type ImageRecord, parseImageRecord } from '../image/image-record.ts';
import load from '../load/executor.ts';
import promote from '../promote/executor.ts';
import push from '../push/executor.ts';
import publish from '../publish/executor.ts';
import scan from '../scan/executor.ts';
import { type ScanRecord, scanRecordFile } from '../scan/scan-record.ts';
import start, { type StartOptions } from '../start/executor.ts';
import type { PumpWorkspace } from './pump-workspace.ts';

const timeoutSeconds = 600;

/** The executors on the pump of a workspace, as Nx starts them, and what they say. */
export class Tasks {
  readonly #workspace: PumpWorkspace;
  said: string[] = [];

  /** Until `vi.restoreAllMocks()` and `vi.unstubAllEnvs()`. */
  constructor(workspace: PumpWorkspace) {
    this.#workspace = workspace;
    // What CI runs these tests for says nothing of the sample.
    vi.stubEnv('GITHUB_ACTIONS', '');
    for (const method of ['log', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((text: unknown) => {
        this.said.push(String(text));
      });
    }
  }

  /** `passed`, or the code of the problem with which the task ended. */
  build(of = this.#workspace, timeout = timeoutSeconds): Promise<string> {
    return this.#end(() => build({ timeoutSeconds: timeout }, contextOf(of)));
  }

  load(): Promise<string> {
    return this.#end(() => load({ timeoutSeconds }, contextOf(this.#workspace)));
  }

  start(options: Omit<StartOptions, 'timeoutSeconds'> = {}): Promise<string> {
    return this.#end(() => start({ ...options, timeoutSeconds }, contextOf(this.#workspace)));
  }

  scan(): Promise<string> {
    return this.#end(() => scan({ severity: 'high', timeoutSeconds }, contextOf(this.#workspace)));
  }

  push(registry: string): Promise<string> {
    const options = { registry, namespace: 'modax', timeoutSeconds };
    return this.#end(() => push(options, contextOf(this.#workspace)));
  }

  promote(registry: string, rehearse = false): Promise<string> {
    const options = { registry, namespace: 'modax', branch: 'main', rehearse, timeoutSeconds };
    return this.#end(() => promote(options, contextOf(this.#workspace)));
  }

  publish(
    registry: string,
    said: { dryRun?: boolean; nxReleaseVersionData?: object },
  ): Promise<string> {
    const options = { registry, namespace: 'modax', timeoutSeconds, ...said };
    return this.#end(() => publish(options, contextOf(this.#workspace)));
  }

  /** Builds, which must go well. */
  async built(of = this.#workspace): Promise<ImageRecord> {
    const end = await this.build(of);
    if (end !== 'passed') throw new Error(this.said.join('\n'));
    const record = parseImageRecord(
      readFileSync(join(of.root, 'reports/pump/image-build.json'), 'utf8'),
    );
    if (record === undefined) throw new Error('no record');
    return record;
  }

  /** As if the scan of the image had passed. */
  passScan({ digest }: ImageRecord, materialsDigest = digest): void {
    const record: ScanRecord = {
      digest,
      materialsDigest,
      trivy: '0',
      database: '',
      severity: 'high',
      scanned: new Date().toISOString(),
      acceptedUntil: undefined,
    };
    mkdirSync(join(this.#workspace.root, 'reports/pump'), { recursive: true });
    writeFileSync(scanRecordFile(this.#workspace.root, 'pump'), JSON.stringify(record));
  }

  async #end(task: () => Promise<{ success: boolean }>): Promise<string> {
    this.said = [];
    const { success } = await task();
    const text = this.said.join('\n');
    return success ? 'passed' : (/^[A-Z_]+(?=[ :])/m.exec(text)?.[0] ?? text);
  }
}

function contextOf({ root }: PumpWorkspace) {
  return {
    root,
    projectName: 'pump',
    projectsConfigurations: { version: 2, projects: { pump: { root: 'apps/pump' } } },
  };
}
