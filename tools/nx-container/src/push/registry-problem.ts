import { lastLines, toolProblem, type ToolProblem } from '@modax/findings';
import { NO_ENGINE } from '../build/build-problem.ts';
import type { Output } from '../running/execute.ts';

/** What a registry's refusals look like in the words of Docker. */
const REFUSED =
  /unauthorized|authentication required|(?<!permission )denied|insufficient_scope|incorrect username or password|no basic auth credentials|\b40[13]\b/i;
/** Another try may go well. */
const PASSING =
  /connection refused|connection reset|broken pipe|no route to host|network is unreachable|no such host|server misbehaving|temporary failure in name resolution|i\/o timeout|deadline exceeded|Client\.Timeout|TLS handshake|GOAWAY|\bEOF\b|toomanyrequests|\b(?:408|429|500|502|503|504|520)\b/i;
/** Before what it tells of its progress a builder says when: `#1 0.403 …`, which is no answer of a registry. */
const SECONDS = /^#\d+ \d+\.\d+ /gm;
/** Docker Hub says no more of a repository that is not there than of one that is somebody else's. */
const UNKNOWN = /pull access denied, repository does not exist/;
/** An older buildx takes a layout for the name of an image; names themselves are judged before they come here. */
const UNFIT = /'buildx' is not a docker command|unknown (?:flag|command)|invalid reference format/;

/**
 * Whether the registry says of this very reference that it is not there. Nothing else may be taken for
 * that: a tag that is thought absent is written.
 */
export function isAbsent({ code, stderr }: Output, reference: string): boolean {
  return code !== 0 && stderr.trimEnd().endsWith(`${reference}: not found`);
}

/** Why a registry did not do what it was asked to with these references, whose words mean nothing. */
export function registryProblem(
  output: Output,
  what: string,
  references: readonly string[],
): ToolProblem {
  const said = lastLines({ stdout: '', stderr: output.stderr });
  const told = said.replace(SECONDS, '');
  const words = references.reduce((text, reference) => text.replaceAll(reference, ''), told);
  const message = `${what} (exit code ${output.code})\n${said}`;
  if (UNFIT.test(words)) return toolProblem('BUILDER_UNFIT', message);
  if (NO_ENGINE.test(words)) return toolProblem('ENGINE_UNREACHABLE', message);
  if (/no space left on device/i.test(words)) return toolProblem('ENGINE_DISK_FULL', message);
  if (UNKNOWN.test(words)) return toolProblem('REPOSITORY_UNKNOWN', message);
  if (REFUSED.test(words)) return toolProblem('REGISTRY_REFUSED', message);
  return toolProblem(PASSING.test(words) ? 'REGISTRY_UNREACHABLE' : 'PUSH_FAILED', message);
}
