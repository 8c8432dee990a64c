import { arrayOf, isProblem, parseJson, recordOf, textOf, type ToolProblem } from '@modax/findings';
import { type Call, execute, type Surroundings } from '../running/execute.ts';
import { configurationCall } from './command.ts';
import { digestReference, type Repository } from './registry.ts';
import { registryProblem } from './registry-problem.ts';
import { retried } from './retry.ts';

/** Whom something is asked about the images of a repository, and how. */
export interface Asking {
  /** Absolute. */
  readonly cwd: string;
  readonly repository: Repository;
  readonly environment: NonNullable<Call['environment']>;
  readonly deadlineMs: number;
  readonly surroundings: Surroundings;
}

/** Of which commit and which version an image says that it is, of when, and on which base; empty where it says nothing. */
export interface ImageLabels {
  readonly revision: string;
  readonly version: string;
  readonly created: string;
  /** As Docker names it, `linux/amd64`; of an image for several, all: `linux/amd64, linux/arm64`. */
  readonly platform: string;
  readonly base: string;
}

/** What an image in the registry says of itself: somebody's text. It is asked again where the registry is out of reach. */
export function labelsOf(asking: Asking, digest: string): Promise<ImageLabels | ToolProblem> {
  return retried(() => labelsNow(asking, digest), asking.surroundings);
}

async function labelsNow(asking: Asking, digest: string): Promise<ImageLabels | ToolProblem> {
  const { cwd, repository, environment, deadlineMs, surroundings } = asking;
  const name = digestReference(repository, digest);
  const call = configurationCall(cwd, name, environment, deadlineMs);
  const output = await execute(call, surroundings);
  if (isProblem(output)) return output;
  if (output.code !== 0) return registryProblem(output, `${name} could not be read`, [name]);
  const images = configurationsIn(parseJson(output.stdout));
  const platforms = images.map(({ os, architecture }) =>
    [os, architecture].flatMap((part) => textOf(part) ?? []).join('/'),
  );
  const labels = recordOf(recordOf(images[0]?.['config'])?.['Labels']);
  const label = (name: string) => textOf(labels?.[`org.opencontainers.image.${name}`]) ?? '';
  return {
    revision: label('revision'),
    version: label('version'),
    created: label('created'),
    platform: platforms.join(', '),
    base: label('base.digest'),
  };
}

/** The configuration of an image, or those of one for several kinds of machine, which Docker tells by their names. */
function configurationsIn(image: unknown): readonly Readonly<Record<string, unknown>>[] {
  const one = recordOf(image) ?? recordOf(arrayOf(image)?.[0]) ?? {};
  const several = Object.values(one).map(recordOf);
  return 'config' in one ? [one] : several.filter((configuration) => configuration !== undefined);
}
