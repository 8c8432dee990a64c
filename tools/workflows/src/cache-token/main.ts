/**
 * `node tools/workflows/src/cache-token/main.ts >> "$GITHUB_OUTPUT"` in a job that may have an identity
 * (`id-token: write`): writes `token=…`, empty where there is none, and says on stderr why. Exits with 0.
 */
import { cacheToken } from './cache-token.ts';

const given = await cacheToken({
  server: process.env['CACHE_SERVER'] ?? '',
  requestUrl: process.env['ACTIONS_ID_TOKEN_REQUEST_URL'],
  requestToken: process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
});
if ('token' in given) {
  // GitHub takes it out of every log from here on.
  process.stderr.write(`::add-mask::${given.token}\n`);
  process.stdout.write(`token=${given.token}\n`);
} else {
  process.stderr.write(`without the remote cache: ${given.without}\n`);
  process.stdout.write('token=\n');
}
