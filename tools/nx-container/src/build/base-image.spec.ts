import { describe, expect, test } from 'vitest';
import { baseImages, sourcePolicyOf } from './base-image.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const official = `docker.io/library/python:3.11@${digest}`;
const dockerfile = `# a comment
ARG PYTHON_IMAGE=${official}
FROM \${PYTHON_IMAGE} AS compiled
`;
const of = (text: string, variables = {}) => baseImages(text, 'apps/pump/Dockerfile', variables);

test('the base image is the default of its argument', () => {
  expect(of(dockerfile)).toEqual([{ argument: 'PYTHON_IMAGE', reference: official }]);
});

test('a variable names another one, and an empty one names none', () => {
  const own = `127.0.0.1:5000/python:3.11@${digest}`;
  expect(of(dockerfile, { MODAX_PYTHON_IMAGE: own })).toMatchObject([{ reference: own }]);
  expect(of(dockerfile, { MODAX_PYTHON_IMAGE: '' })).toMatchObject([{ reference: official }]);
});

describe('what is not pinned is refused', () => {
  test.each([
    ['a tag alone', dockerfile.replace(`@${digest}`, ''), {}],
    ['a digest that is cut', dockerfile.replace(digest, 'sha256:abc'), {}],
    ['no argument at all', `FROM debian:12@${digest}\n`, {}],
    ['nothing to begin from', '', {}],
    ['a tag alone from outside', dockerfile, { MODAX_PYTHON_IMAGE: 'python:3.11' }],
    ['an option from outside', dockerfile, { MODAX_PYTHON_IMAGE: `--x y@${digest}` }],
    ['a pattern from outside', dockerfile, { MODAX_PYTHON_IMAGE: `*@${digest}` }],
  ])('%s', (_, text, variables) => {
    expect(of(text, variables)).toMatchObject({
      code: 'BASE_IMAGE_UNPINNED',
      where: { path: 'apps/pump/Dockerfile' },
    });
  });
});

test('a builder may read the folders that it is given, and base images by their digests', () => {
  const policy: unknown = JSON.parse(
    sourcePolicyOf([{ argument: 'A_IMAGE', reference: official }]),
  );
  expect(policy).toEqual({
    rules: [
      { action: 'DENY', selector: { identifier: '*' } },
      { action: 'ALLOW', selector: { identifier: 'local://*' } },
      { action: 'ALLOW', selector: { identifier: `docker-image://*@${digest}` } },
    ],
  });
});
