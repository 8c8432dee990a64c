import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { missingPart, type Parts, pushPythonImage, startParts } from '@modax/container-parts';
import { BenchProblem } from '../bench-problem.ts';
import { succeed } from '../measuring/stopwatch.ts';
import { type Bench, callIn, type Workspace } from './workspace.ts';

/** Where images are built for a bench. */
export interface Builder {
  /** The workspace, whose calls of Docker find the builder. */
  readonly workspace: Workspace;
  /** The base image of both, with digest: it has pip, as the official one does. */
  readonly base: string;
  /** A folder with the certificates that this machine trusts. */
  readonly certificates: string;
  readonly stop: () => Promise<void>;
}

/** @throws BenchProblem `PARTS_MISSING`, before anything is measured. */
export function requireParts(missing = missingPart()): void {
  if (missing === undefined) return;
  const remedy = 'run .ci/install-container-parts, or name the other parts';
  throw new BenchProblem('PARTS_MISSING', `images: there is no ${missing}; ${remedy}`);
}

/** Starts a builder that has built nothing yet, and an engine. */
export async function startBuilder(bench: Bench, workspace: Workspace): Promise<Builder> {
  const parts = await startParts();
  try {
    const { PATH = '', ...environment } = parts.environment;
    const { host } = await parts.engineWithoutNetwork();
    const env = {
      ...workspace.env,
      ...environment,
      DOCKER_HOST: host,
      PATH: [workspace.env['PATH'] ?? '', PATH].join(delimiter),
    };
    const base = await pushBaseWithPip(bench, { ...workspace, env }, parts);
    return {
      workspace: { ...workspace, env: { ...env, MODAX_PYTHON_IMAGE: base } },
      base,
      certificates: trustedCertificates(bench),
      stop: parts.stop,
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function pushBaseWithPip(bench: Bench, workspace: Workspace, parts: Parts): Promise<string> {
  const folder = join(bench.folder, 'base');
  mkdirSync(folder);
  const packages = join(folder, 'packages');
  const install = ['uv', 'pip', 'install', '--quiet', `--target=${packages}`, 'pip'] as const;
  await succeed(callIn(workspace, install), bench.signal);
  const dockerfile = `FROM ${pushPythonImage(parts)}\nCOPY packages /usr/lib/python3/dist-packages\n`;
  writeFileSync(join(folder, 'Dockerfile'), dockerfile);
  const name = `${parts.registry}/modax/base-with-pip:1`;
  const output = `--output=type=image,name=${name},push=true`;
  const build = ['docker', 'buildx', 'build', '--provenance=false', output, folder] as const;
  await succeed(callIn(workspace, build), bench.signal);
  const inspect = ['docker', 'buildx', 'imagetools', 'inspect', name] as const;
  const words = [...inspect, '--format={{.Manifest.Digest}}'] as const;
  return `${name}@${(await succeed(callIn(workspace, words), bench.signal)).trim()}`;
}

/** What pip inside a build does not see of this machine. */
function trustedCertificates({ folder, variables }: Bench): string {
  const certificates = join(folder, 'certificates');
  mkdirSync(certificates);
  const bundle = variables['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt';
  cpSync(bundle, join(certificates, 'bundle.pem'));
  return certificates;
}
