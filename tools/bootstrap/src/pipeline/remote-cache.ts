import type { Session } from '../session.ts';

const SERVER = 'NX_SELF_HOSTED_REMOTE_CACHE_SERVER';
const TOKEN = 'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN';
const SKIP = 'NX_SKIP_REMOTE_CACHE';

/** Nx waits for an answer as long as it takes: a cache that needs this for one that says nothing is no help. */
export const PROBE_MS = 2000;

/** No task has this hash: a cache that works says that it has no such entry. */
const PROBE_PATH = '/v1/cache/0';

/** What asking takes. */
type Asking = Pick<Session, 'environment' | 'signal' | 'tell'>;

/**
 * The session with the remote cache left out where it is set and cannot be used: what Nx does not understand of
 * it fails the steps. The person is told once.
 */
export async function withUsableCache<Kind extends Asking>(session: Kind): Promise<Kind> {
  const { environment } = session;
  // Nx puts its paths behind it as it is.
  const server = (environment[SERVER] ?? '').replace(/\/+$/, '');
  if (server === '' || environment[SKIP] === 'true') return session;
  const trouble = await troubleOf(server, environment[TOKEN] ?? '', session.signal);
  if (trouble === undefined || session.signal.aborted) {
    return { ...session, environment: { ...environment, [SERVER]: server } };
  }
  session.tell(`REMOTE_CACHE_UNUSABLE: ${trouble}. This run goes on without the remote cache.\n`);
  return { ...session, environment: { ...environment, [SKIP]: 'true' } };
}

/** Why the cache cannot be used, or `undefined` where it can. */
async function troubleOf(
  server: string,
  token: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const address = URL.parse(server);
  if (address === null || !/^https?:$/.test(address.protocol)) {
    return `${SERVER} is no address that begins with http:// or https://`;
  }
  const host = address.host;
  try {
    const response = await fetch(`${server}${PROBE_PATH}`, {
      // What leads elsewhere may lead to a page that says yes to everything.
      redirect: 'manual',
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]),
    });
    await response.body?.cancel();
    return answerTrouble(host, response.status);
  } catch (error) {
    const isSlow = error instanceof Error && error.name === 'TimeoutError';
    return isSlow
      ? `${host} did not answer within ${PROBE_MS / 1000} s`
      : `${host} cannot be reached`;
  }
}

function answerTrouble(host: string, status: number): string | undefined {
  if (status === 404) return undefined;
  if (status === 401 || status === 403) return `${host} does not accept the token in ${TOKEN}`;
  return `${host} answers with ${status}`;
}
