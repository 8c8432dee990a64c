import { expect, test } from 'vitest';
import { isAbsent, registryProblem } from './registry-problem.ts';

const reference = '127.0.0.1:401/modax/pump:access-denied-503';
const failed = (stderr: string) => ({ code: 1, stdout: '', stderr });

test.each([
  ['ERROR: failed to authorize: 401 Unauthorized', 'REGISTRY_REFUSED'],
  ['denied: requested access to the resource is denied', 'REGISTRY_REFUSED'],
  [
    'ERROR: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'REPOSITORY_UNKNOWN',
  ],
  [
    'ERROR: push access denied, repository does not exist or may require authorization: authorization failed',
    'REGISTRY_REFUSED',
  ],
  ['dial tcp 127.0.0.1:5000: connect: connection refused', 'REGISTRY_UNREACHABLE'],
  ['unexpected status from PUT request: 503 Service Unavailable', 'REGISTRY_UNREACHABLE'],
  ['lookup registry.example: no such host', 'REGISTRY_UNREACHABLE'],
  ['write: no space left on device', 'ENGINE_DISK_FULL'],
  ["docker: 'buildx' is not a docker command.", 'BUILDER_UNFIT'],
  ['ERROR: invalid reference format', 'BUILDER_UNFIT'],
  ['ERROR: no builder "desk" found', 'ENGINE_UNREACHABLE'],
  ['permission denied while trying to connect to the Docker daemon socket', 'ENGINE_UNREACHABLE'],
  ['ERROR: open /home/desk/.docker/buildx/.lock: permission denied', 'PUSH_FAILED'],
  ['write tcp 10.0.0.2:1->10.0.0.3:443: write: broken pipe', 'REGISTRY_UNREACHABLE'],
  ['dial tcp: lookup registry.example: server misbehaving', 'REGISTRY_UNREACHABLE'],
  ['http2: server sent GOAWAY and closed the connection', 'REGISTRY_UNREACHABLE'],
  ['#1 0.403 copying\nERROR: connection reset by peer', 'REGISTRY_UNREACHABLE'],
  ['#1 0.503 copying\nERROR: manifest invalid', 'PUSH_FAILED'],
  ['manifest invalid', 'PUSH_FAILED'],
  [`${reference}: manifest invalid`, 'PUSH_FAILED'],
])('%s', (stderr, code) => {
  expect(registryProblem(failed(stderr), 'the push failed', [reference])).toMatchObject({ code });
});

test('a tag that is not there is told from everything else that is not found', () => {
  expect(isAbsent(failed(`ERROR: ${reference}: not found\n`), reference)).toBe(true);
  for (const words of [
    'lookup registry.example: no such host',
    'content at https://registry.example/v2/modax/pump/manifests/sha256:1 not found: not found',
    `${reference}-other: not found`,
    'repository not found or access denied',
    '404 page not found',
  ]) {
    expect(isAbsent(failed(words), reference)).toBe(false);
  }
  expect(isAbsent({ ...failed(`${reference}: not found`), code: 0 }, reference)).toBe(false);
});
