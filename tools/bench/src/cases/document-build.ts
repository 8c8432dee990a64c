import { join } from 'node:path';
import type { ProgramCall } from '@modax/command';
import type { Builder } from '../workspaces/builder.ts';
import { documentContext, type Service } from '../workspaces/document-context.ts';
import { type Bench, callIn } from '../workspaces/workspace.ts';

/** Where the document's image lies in the folder of the bench. */
export const LAYOUT = 'document-layout';

/** The call that builds the image of a service as the document does, from its context. */
export function documentBuild(bench: Bench, builder: Builder, service: Service): ProgramCall {
  const file = join(import.meta.dirname, 'document.Dockerfile');
  const words = [
    'docker',
    'buildx',
    'build',
    `--file=${file}`,
    '--provenance=false',
    '--progress=plain',
    `--build-arg=PYTHON_IMAGE=${builder.base}`,
    `--build-arg=MODULE=${service.module}`,
    `--build-context=certificates=${builder.certificates}`,
    // Relative: a comma in the path would end it here.
    `--output=type=oci,tar=false,dest=${LAYOUT}`,
    documentContext(bench, service),
  ] as const;
  return { ...callIn(builder.workspace, words), cwd: bench.folder };
}
