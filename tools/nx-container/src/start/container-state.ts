import { arrayOf, numberOf, parseJson, recordOf, textOf } from '@modax/findings';

/** What an engine says of a container. */
export interface ContainerState {
  /** What the engine calls the image that it is of. */
  readonly image: string;
  readonly isRunning: boolean;
  /** Of its program; only once that has ended does it mean something. */
  readonly exitCode: number;
  /** `starting`, `healthy`, `unhealthy`; undefined where the image says of no check how it is made. */
  readonly health: string | undefined;
  /** What the check has said last; empty when it has said nothing. */
  readonly checkSaid: string;
}

/** Reads what `docker container inspect --format={{json .}}` says; undefined when that is something else. */
export function parseContainerState(text: string): ContainerState | undefined {
  const container = recordOf(parseJson(text));
  const state = recordOf(container?.['State']);
  const image = textOf(container?.['Image']);
  const exitCode = numberOf(state?.['ExitCode']);
  const isRunning = state?.['Running'];
  if (image === undefined || exitCode === undefined || typeof isRunning !== 'boolean') {
    return undefined;
  }
  return { image, isRunning, exitCode, ...healthIn(recordOf(state?.['Health'])) };
}

function healthIn(
  health: Readonly<Record<string, unknown>> | undefined,
): Pick<ContainerState, 'health' | 'checkSaid'> {
  const last = recordOf(arrayOf(health?.['Log'])?.at(-1));
  return {
    health: textOf(health?.['Status']),
    checkSaid: textOf(last?.['Output'])?.trim() ?? '',
  };
}

/**
 * Whether a container is as it is wanted: healthy, or, of a service that never is without others, running and answering
 * its check with the words that say so.
 */
export function isWell(state: ContainerState, saysAlone: string | undefined): boolean {
  const { isRunning, health, checkSaid } = state;
  if (!isRunning || health === 'unhealthy') return false;
  return health === 'healthy' || (saysAlone !== undefined && checkSaid.includes(saysAlone));
}

/** Why a container will never be healthy; undefined while it still may become so, or is. */
export function whyNeverHealthy(state: ContainerState): string | undefined {
  const { isRunning, exitCode, health, checkSaid } = state;
  if (!isRunning) return `its program ended with ${exitCode} before it was healthy`;
  if (health === undefined) return 'the image has no HEALTHCHECK';
  if (health !== 'unhealthy') return undefined;
  return `its HEALTHCHECK says that it is not: ${checkSaid === '' ? 'without a word' : checkSaid}`;
}
