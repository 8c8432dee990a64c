import { Problem } from '../stage-0/problem.mjs';

const SIGNS = [
  /\bNewConnectionError\b/,
  /\bConnectTimeoutError\b/,
  /\bMax retries exceeded\b/,
  /temporary failure in name resolution/i,
  /\bdns error\b/i,
  /\berror sending request\b/i,
  /\bconnection refused\b/i,
  /\bnetwork is unreachable\b/i,
  /\boperation timed out\b/i,
];

/** Whether what pip or uv said is about the network and not about the packages. */
export function looksLikeNetwork(said: string): boolean {
  return SIGNS.some((sign) => sign.test(said));
}

/** The problem for a server that cannot be reached; `setting` names where another one is set. */
export function unreachable(what: string, setting: string, said: string): Problem {
  return new Problem(
    'NETWORK_UNREACHABLE',
    what,
    `Check the network and the proxy (HTTPS_PROXY); a mirror is set with ${setting}.`,
    said,
  );
}
