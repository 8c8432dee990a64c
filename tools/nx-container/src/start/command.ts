import type { ImageRecord } from '../image/image-record.ts';
import { ANY_EXIT_CODE, type Call } from '../running/execute.ts';

/** One start of an image that the engine has. */
export interface Start {
  readonly workspaceRoot: string;
  readonly record: Pick<ImageRecord, 'digest' | 'configuration'>;
  /** By which the engine knows the image. */
  readonly name: string;
  /** Which no other container has. */
  readonly container: string;
  /** Variables of the service. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What its check says when it runs and is not healthy without others; undefined where it is. */
  readonly saysAlone?: string | undefined;
  readonly deadlineMs: number;
}

/** How long a service may take to finish what it has begun: as long as it is given in docker-compose.yml. */
const GRACE_SECONDS = 30;

/** Longer than an engine takes that answers at all. */
const REMOVAL_MS = 60_000;

/** What a container is not given: as in docker-compose.yml, and beside that no network, which it can wait for. */
const RESTRICTIONS = [
  '--read-only',
  '--tmpfs=/tmp',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges:true',
  '--memory=512m',
  '--cpus=1',
  '--pids-limit=128',
  '--network=none',
] as const;

/** The calls about one container, which is known by its name. */
export interface ContainerCalls {
  readonly create: Call;
  readonly start: Call;
  readonly inspect: Call;
  readonly logs: Call;
  readonly stop: Call;
  /** With the volumes that it was given. */
  readonly remove: Call;
}

export function containerCalls({
  workspaceRoot: cwd,
  name: image,
  container,
  secrets,
  deadlineMs,
}: Start): ContainerCalls {
  const call = (name: string, ...words: readonly string[]): Call => ({
    program: 'docker',
    name,
    arguments: [...words, container],
    cwd,
    exitCodes: ANY_EXIT_CODE,
    deadlineMs,
  });
  return {
    create: {
      ...call('create'),
      arguments: [
        ...['create', '--pull=never', `--name=${container}`, ...RESTRICTIONS],
        // Their values come from the environment of Docker: whoever lists the programs does not see them.
        ...Object.keys(secrets).map((variable) => `--env=${variable}`),
        image,
      ],
      environment: secrets,
    },
    start: call('start', 'start'),
    inspect: call('inspect', 'container', 'inspect', '--format={{json .}}'),
    logs: call('logs', 'logs', '--tail=12'),
    stop: call('stop', 'stop', '-t', String(GRACE_SECONDS)),
    remove: { ...call('remove', 'rm', '--force', '--volumes'), deadlineMs: REMOVAL_MS },
  };
}
