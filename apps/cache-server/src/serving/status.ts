/** Who a server says it is. */
export interface Identity {
  readonly version: string;
  /** The commit that it was built from; `unknown` at a desk. */
  readonly revision: string;
}

/**
 * What a deployment asks at `/status`, in the words of MODAX's other services: 200 while the server does its work, 503
 * once it takes no new requests. A store that fails is no reason: builds go on without it, and the metrics tell.
 */
export function statusAnswer(
  identity: Identity,
  { isDraining, uptimeMs }: { readonly isDraining: boolean; readonly uptimeMs: number },
): { readonly code: 200 | 503; readonly body: string } {
  const body = {
    status: isDraining ? 'unavailable' : 'ok',
    service: 'cache-server',
    ...identity,
    uptime_seconds: Math.round(uptimeMs) / 1000,
  };
  return { code: isDraining ? 503 : 200, body: `${JSON.stringify(body)}\n` };
}
