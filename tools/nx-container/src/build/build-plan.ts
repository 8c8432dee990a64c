import { basename } from 'node:path';
import { LAYOUT } from '../image/place.ts';
import type { ImageProject } from '../project/image-project.ts';
import type { SourceState } from '../project/source-state.ts';
import type { Platform } from '../context/context.ts';
import { ANY_EXIT_CODE, type Call } from '../running/execute.ts';
import type { BaseImage } from './base-image.ts';
import type { LayerCache } from './layer-cache.ts';

/** Everything that an image depends on beside the files of its context. */
export interface BuildPlan {
  readonly project: ImageProject;
  readonly platform: Platform;
  readonly bases: readonly BaseImage[];
  readonly source: SourceState;
  /** Major and minor; empty where there is no Python in the image. */
  readonly pythonVersion: string;
}

/** Where a build works; all absolute but the cache. */
export interface BuildPlace {
  /** The folder of the run, in which the image is written as the OCI layout {@link LAYOUT}. */
  readonly run: string;
  readonly dockerfile: string;
  /** What the builder may read, as BuildKit reads it. */
  readonly sourcePolicy: string;
  /** The context `dependencies` of the Dockerfile: third parties' packages. */
  readonly dependencies: string;
  /** The context `image-runtime`: the Python package that collects what an image takes of its base. */
  readonly imageRuntime: string;
  /** Its own context. */
  readonly packages: string;
  readonly layerCache?: LayerCache | undefined;
}

/** The commit of an image; one that has more than the commit says so. */
export function revisionOf({ revision, changed }: SourceState): string {
  return changed.length === 0 ? revision : `${revision}-dirty`;
}

/** RFC 3339, of the commit: an image that is built again is not younger. */
export function createdAt({ committedAt }: SourceState): string {
  return new Date(committedAt * 1000).toISOString().replace('.000Z', 'Z');
}

/**
 * The annotations of the OCI image specification (annotations.md, "Pre-Defined Annotation Keys"), as
 * labels.
 */
export function imageLabels(plan: BuildPlan): Readonly<Record<string, string>> {
  const { project, source } = plan;
  const [base] = plan.bases;
  const [name = '', digest = ''] = base?.reference.split('@') ?? [];
  const labels = {
    title: `modax-${project.name}`,
    description: project.description,
    licenses: project.licence,
    revision: revisionOf(source),
    version: project.version,
    created: createdAt(source),
    'base.name': name,
    'base.digest': digest,
  };
  return Object.fromEntries(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  );
}

/**
 * One build into an OCI layout: nothing is loaded or pushed, and every time in it is that of the commit
 * or older, so that the same commit is the same digest. The files of its layers have none that the builder
 * would have to rewrite, which reads all of the base image each time: the Dockerfile sees to that.
 * Attestations are left out, because they hold the time of the build; they are made when the image is pushed.
 */
export function buildCall(plan: BuildPlan, place: BuildPlace, deadlineMs: number): Call {
  const { source, bases, pythonVersion } = plan;
  const values = {
    ...Object.fromEntries(bases.map(({ argument, reference }) => [argument, reference])),
    MODAX_REVISION: revisionOf(source),
    // BuildKit's own argument: a cache mount has nothing of another build in it.
    BUILDKIT_CACHE_MOUNT_NS: basename(place.run),
    ...(pythonVersion === '' ? {} : { PYTHON_VERSION: pythonVersion }),
    SOURCE_DATE_EPOCH: String(source.committedAt),
  };
  const output = {
    type: 'oci',
    // In the folder of the run: the whole path could hold a comma, which would end it here.
    dest: LAYOUT,
    tar: 'false',
  };
  return {
    program: 'docker',
    name: 'build',
    arguments: [
      'buildx',
      'build',
      `--file=${place.dockerfile}`,
      `--platform=${plan.platform}`,
      // What an instruction fetched would be in no lock and in no key.
      '--network=none',
      '--provenance=false',
      '--sbom=false',
      ...pairs('--build-arg', values),
      ...pairs('--label', imageLabels(plan)),
      `--output=${Object.entries(output)
        .map(([key, value]) => `${key}=${value}`)
        .join(',')}`,
      ...cacheWords(place.layerCache),
      '--progress=plain',
      `--build-context=dependencies=${place.dependencies}`,
      `--build-context=image-runtime=${place.imageRuntime}`,
      place.packages,
    ],
    cwd: place.run,
    environment: {
      SOURCE_DATE_EPOCH: undefined,
      // It would label the image with paths of this machine.
      BUILDX_GIT_LABELS: undefined,
      // Also instead of the caller's own, which could give other images for ours.
      EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: place.sourcePolicy,
    },
    exitCodes: ANY_EXIT_CODE,
    deadlineMs,
  };
}

function cacheWords(cache: LayerCache | undefined): readonly string[] {
  if (cache === undefined) return [];
  return [
    ...(cache.from === undefined ? [] : [`--cache-from=type=local,src=${cache.from}`]),
    // Those of all stages: the last one only copies.
    `--cache-to=type=local,dest=${cache.to},mode=max`,
  ];
}

function pairs(flag: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([key, value]) => `${flag}=${key}=${value}`);
}
