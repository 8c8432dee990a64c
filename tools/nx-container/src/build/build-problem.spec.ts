import { expect, test } from 'vitest';
import { buildProblem } from './build-problem.ts';

test.each([
  ['write /app/x: no space left on device', 'ENGINE_DISK_FULL'],
  ["docker: 'buildx' is not a docker command.", 'BUILDER_UNFIT'],
  ['ERROR: OCI exporter is not supported for the docker driver.', 'BUILDER_UNFIT'],
  ['ERROR: Cannot connect to the Docker daemon at unix:///x. Is it running?', 'ENGINE_UNREACHABLE'],
  ['python: failed to resolve source metadata for 127.0.0.1:1/x', 'BASE_IMAGE_UNAVAILABLE'],
  ['process "/bin/sh -c false" did not complete successfully: exit code: 1', 'IMAGE_BUILD_FAILED'],
])('%s', (stderr, code) => {
  const problem = buildProblem({ code: 1, stdout: '', stderr }, 'apps/pump/Dockerfile');
  expect(problem).toMatchObject({ code, where: { path: 'apps/pump/Dockerfile' } });
  expect(problem.message).toContain(stderr);
});
