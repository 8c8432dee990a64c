import { isProblem, toolProblem, type ToolProblem } from '@modax/findings';
import { type Call, execute, type Surroundings } from '../running/execute.ts';
import { gitCall } from '../running/git.ts';

/** Nobody is there who could be asked for a password, or whether a host is known. */
const UNASKED = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
};

/**
 * The release tags of the checkout, and those that others have given since it was made: a release that is promoted
 * meanwhile may be younger than the checkout of this one. Where origin cannot be asked, people are told that; on GitHub,
 * where several are promoted at the same time and nobody looks, it is a problem.
 */
export async function knownReleases(
  root: string,
  ofCheckout: readonly string[],
  surroundings: Surroundings,
): Promise<readonly string[] | ToolProblem> {
  const { variables, tell } = surroundings;
  const words = ['ls-remote', '--refs', 'origin', 'refs/tags/v*'];
  // 128: there is no origin, or it is out of reach, or wants to know who asks.
  const call = gitCall(root, 'tags of origin', words, [0, 128]);
  const environment = { ...call.environment, ...UNASKED, ...authorization(variables) };
  const output = await execute({ ...call, environment }, surroundings);
  if (isProblem(output)) return output;
  if (output.code !== 0) {
    const message = 'origin does not say which releases there are';
    if (variables['GITHUB_ACTIONS'] === 'true') {
      return toolProblem('HISTORY_MISSING', `${message}\n${output.stderr.trim()}`, {
        remedy: 'Give the step GITHUB_TOKEN, and its job `contents: read`.',
      });
    }
    tell(`${message}: those of the checkout count\n`);
  }
  const ofOrigin = [...output.stdout.matchAll(/\trefs\/tags\/(?<tag>\S+)$/gm)];
  return [...new Set([...ofCheckout, ...ofOrigin.flatMap(({ groups }) => groups?.['tag'] ?? [])])];
}

/**
 * Who asks, on GitHub: the token of the job as a header for GitHub alone, in the environment of this one call (git-config,
 * `GIT_CONFIG_COUNT`; the checkout keeps no credentials).
 */
function authorization({
  GITHUB_TOKEN: token = '',
  GITHUB_SERVER_URL: server = 'https://github.com',
}: NodeJS.ProcessEnv): NonNullable<Call['environment']> {
  if (token === '') return {};
  const credentials = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${server}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credentials}`,
  };
}
