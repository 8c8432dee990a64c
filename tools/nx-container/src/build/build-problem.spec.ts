import { expect, test } from 'vitest';
import { buildProblem } from './build-problem.ts';

const FAILED_STEP = `#12 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
------
 > [compiled 4/8] RUN make && \\     true:
0.123 reading
1.177 make: *** No targets.  Stop.
------
Dockerfile:13
--------------------
  13 | >>> RUN make
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
`;

test('what the step said that failed is what is said of it', () => {
  const problem = buildProblem(
    { code: 1, stdout: '', stderr: FAILED_STEP },
    'apps/pump/Dockerfile',
  );
  expect(problem.message).toBe(
    'docker buildx build exited with 1\nreading\nmake: *** No targets.  Stop.\nin the step compiled 4/8: exit code: 2',
  );
});

test('of several steps the one is told that said something', () => {
  const silent = '------\n > [stage-1 2/4] RUN true:\n------\n';
  const stderr = FAILED_STEP.replace('------\n', `${silent}------\n`);
  const { message } = buildProblem({ code: 1, stdout: '', stderr }, 'apps/pump/Dockerfile');
  expect(message).toContain('Stop.\nin the step compiled 4/8: exit code: 2');
});

test('a step that said nothing is known by the Dockerfile', () => {
  const stderr = FAILED_STEP.replace(/^\d.*\n/gm, '');
  const problem = buildProblem({ code: 1, stdout: '', stderr }, 'apps/pump/Dockerfile');
  expect(problem.message).toContain('>>> RUN make');
});

test.each([
  ['write /app/x: no space left on device', 'ENGINE_DISK_FULL'],
  ["docker: 'buildx' is not a docker command.", 'BUILDER_UNFIT'],
  ['ERROR: OCI exporter is not supported for the docker driver.', 'BUILDER_UNFIT'],
  ['ERROR: Cannot connect to the Docker daemon at unix:///x. Is it running?', 'ENGINE_UNREACHABLE'],
  ['python: failed to resolve source metadata for 127.0.0.1:1/x', 'BASE_IMAGE_UNAVAILABLE'],
  [
    'ERROR: failed to solve: source "docker-image://docker.io/library/debian:12" denied by policy',
    'BASE_IMAGE_UNPINNED',
  ],
  ['#9 0.123 ERROR: source "x" denied by policy\nERROR: exit code: 1', 'IMAGE_BUILD_FAILED'],
  ['process "/bin/sh -c false" did not complete successfully: exit code: 1', 'IMAGE_BUILD_FAILED'],
])('%s', (stderr, code) => {
  const problem = buildProblem({ code: 1, stdout: '', stderr }, 'apps/pump/Dockerfile');
  expect(problem).toMatchObject({ code, where: { path: 'apps/pump/Dockerfile' } });
  expect(problem.message).toContain(stderr);
});
