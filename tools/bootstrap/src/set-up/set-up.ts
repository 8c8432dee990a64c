import { delimiter, dirname } from 'node:path';
import type { Session } from '../session.ts';
import { findBroker } from './broker.ts';
import { installHooks } from './hooks.ts';
import { ensurePythonEnvironment } from './python-environment.ts';
import { ensureUv, type Uv } from './uv.ts';

/** A session in a checkout that is ready: uv is on PATH, and .venv holds what uv.lock says. */
export interface ReadySession extends Session {
  readonly uv: Uv;
}

/**
 * Makes the checkout ready, doing only what is not done yet. Every part says by a stamp, written last,
 * that it is whole: one that was interrupted is done again.
 * @throws Problem when the machine lacks something; Interrupted when asked to stop.
 */
export async function setUp(session: Session): Promise<ReadySession> {
  const uv = await ensureUv(session);
  const ready = {
    ...session,
    uv,
    environment: {
      ...session.environment,
      PATH: [dirname(uv.program), session.environment['PATH'] ?? ''].join(delimiter),
      // A company's own certificate authority is known to the system, not to uv.
      UV_SYSTEM_CERTS: session.environment['UV_SYSTEM_CERTS'] ?? '1',
    },
  };
  await ensurePythonEnvironment(ready);
  await installHooks(ready);
  if (findBroker(session.environment) === undefined) {
    session.tell('Mosquitto is not installed: the embedded broker stands in for it\n');
  }
  return ready;
}
