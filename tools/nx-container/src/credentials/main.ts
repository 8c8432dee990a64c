import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/*
 * Docker's credential helper of a push. Docker starts it with `get` and the address of a registry on stdin, and reads
 * the answer of the push, which holds the credentials, from its stdout. It stores nothing.
 * Protocol: https://github.com/docker/docker-credential-helpers, "Development".
 */

/** Docker takes these words for: there are none, go on without. */
const NONE = 'credentials not found in native keychain';

const [action] = process.argv.slice(2);
try {
  const answer = action === 'get' ? await asked(await text(process.stdin)) : '';
  console.log(answer === '' ? NONE : answer);
  process.exitCode = answer === '' ? 1 : 0;
} catch (error) {
  // Docker shows people what stands on stdout.
  const why = error instanceof Error ? error.message : String(error);
  console.log(`the push that holds the credentials does not answer: ${why}`);
  process.exitCode = 1;
}

function asked(registry: string): Promise<string> {
  const push = connect({
    path: process.env['MODAX_CREDENTIAL_SOCKET'] ?? '',
    allowHalfOpen: true,
  });
  push.end(registry.trim());
  return text(push);
}
