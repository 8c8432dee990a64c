import { isProblem, type ToolProblem } from '@modax/findings';
import { execute, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';

/**
 * The release tags of the checkout, and those that others have given since it was made: a release that is promoted
 * meanwhile may be younger than the checkout of this one. Where origin cannot be asked, people are told that.
 */
export async function knownReleases(
  root: string,
  ofCheckout: readonly string[],
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  const words = ['ls-remote', '--refs', 'origin', 'refs/tags/v*'];
  // 128: there is no origin, or it is out of reach, or wants to know who asks.
  const call = gitCall(root, 'tags of origin', words, [0, 128]);
  // Nobody is there who could be asked for a password.
  const environment = { ...call.environment, GIT_TERMINAL_PROMPT: '0' };
  const output = await execute({ ...call, environment }, surroundings);
  if (isProblem(output)) return output;
  if (output.code !== 0) {
    surroundings.tell(
      'origin does not say which releases there are: those of the checkout count\n',
    );
  }
  const ofOrigin = [...output.stdout.matchAll(/\trefs\/tags\/(?<tag>\S+)$/gm)];
  return [...new Set([...ofCheckout, ...ofOrigin.flatMap(({ groups }) => groups?.['tag'] ?? [])])];
}
