import { type ErrorCode, lastLines, toolProblem, type ToolProblem } from '@modax/findings';
import type { Output } from '../running/execute.ts';

/** What Docker says when no engine or builder can be spoken to, its user included. */
export const NO_ENGINE =
  /cannot connect to the docker daemon|failed to connect to the docker API|error during connect|permission denied while trying to connect|no builder .* found|failed to list workers|failed to find driver|error reading preface/i;

/** What Docker and BuildKit say, and what it means; the first that fits. */
const CAUSES: readonly (readonly [RegExp, ErrorCode])[] = [
  [/no space left on device/i, 'ENGINE_DISK_FULL'],
  [/unknown command: docker buildx|'buildx' is not a docker command|unknown flag/, 'BUILDER_UNFIT'],
  [/exporter is not supported|exporter .*not supported for the docker driver/i, 'BUILDER_UNFIT'],
  [/unknown (?:exporter|attribute)/i, 'BUILDER_UNFIT'],
  [NO_ENGINE, 'ENGINE_UNREACHABLE'],
  [/^ERROR: .*source "[^"]*" denied by policy/m, 'BASE_IMAGE_UNPINNED'],
  [
    /failed to resolve source metadata|pull access denied|failed to do request/i,
    'BASE_IMAGE_UNAVAILABLE',
  ],
];

/** Between lines of `-`, before it repeats the Dockerfile, BuildKit says what the step that failed has said last. */
const STEPS = /^-{6}\n > \[(?<place>[^\]]*)\].*:\n(?<said>(?:(?!-{6}$).*\n)*)-{6}$/gm;
/** How the step ended, or what else was wrong. */
const END = /^ERROR: .*?(?<end>exit code: \d+|[^:]*)$/gm;

/** The first step that failed and said something, with its last words and its end; it often said nothing. */
function stepIn(stderr: string): string | undefined {
  const steps = [...stderr.matchAll(STEPS)].map(({ groups = {} }) => groups);
  const step = steps.find(({ said = '' }) => said.trim() !== '');
  if (step === undefined) return undefined;
  const { place = '', said = '' } = step;
  const end = [...stderr.matchAll(END)].at(-1)?.groups?.['end']?.trim() ?? '';
  // Each line begins with the seconds since the step began.
  return `${said.replace(/^\d+\.\d+ /gm, '')}in the step ${place}: ${end}`;
}

/** Why a build failed, from what it said. */
export function buildProblem(output: Output, dockerfile: string): ToolProblem {
  const said = lastLines({ stdout: '', stderr: stepIn(output.stderr) ?? output.stderr });
  const code = CAUSES.find(([words]) => words.test(output.stderr))?.[1] ?? 'IMAGE_BUILD_FAILED';
  return toolProblem(code, `docker buildx build exited with ${output.code}\n${said}`, {
    where: { path: dockerfile },
  });
}
