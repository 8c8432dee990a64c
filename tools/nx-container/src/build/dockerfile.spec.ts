import { describe, expect, test } from 'vitest';
import { baseImages } from './dockerfile.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const official = `docker.io/library/python:3.11@${digest}`;
const dockerfile = `# a comment
ARG PYTHON_IMAGE=${official}
FROM \${PYTHON_IMAGE} AS compiled
RUN true
FROM $PYTHON_IMAGE
COPY --from=compiled /a /a
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

test('a stage may begin from nothing, and have what the build is given', () => {
  const more = 'FROM scratch\nCOPY --from=dependencies / /a\nCOPY --from=image-runtime / /b\n';
  expect(of(`${dockerfile}${more}`)).toHaveLength(1);
});

test('a stage may begin from an earlier one', () => {
  expect(of(`${dockerfile}FROM compiled AS debug\n`)).toHaveLength(1);
  expect(of(`${dockerfile}FROM Compiled\nCOPY --from=COMPILED /a /b\n`)).toHaveLength(1);
});

test('an instruction may go over lines, and say which character joins them', () => {
  const copy = 'COPY --from=compiled \\\n  # the compiled\n  /a /b\n';
  expect(of(`# escape=\\\n${dockerfile}${copy}`)).toHaveLength(1);
});

test.each([
  'ADD --chown=$UID:$GID rootfs.tar.xz ${TARGET}/',
  'LABEL a="from=b" b="x,from=c"',
  `RUN echo '{"syntax": "x"}' from=x --from=y`,
  'RUN true\n# syntax = none here',
])('%s fetches nothing', (instruction) => {
  expect(of(`${dockerfile}${instruction}\n`)).toHaveLength(1);
});

describe('what is not pinned is refused', () => {
  test.each([
    ['a tag alone', dockerfile.replace(`@${digest}`, ''), {}],
    ['a digest that is cut', dockerfile.replace(digest, 'sha256:abc'), {}],
    ['an image beside the argument', `${dockerfile}FROM debian:12\n`, {}],
    ['no argument at all', 'FROM debian:12\n', {}],
    ['nothing to begin from', '', {}],
    ['a copy out of an image', `${dockerfile}COPY --from=alpine:3 /a /a\n`, {}],
    ['an image that a stage is called after', `${dockerfile}FROM alpine AS alpine\n`, {}],
    ['an image like a stage below', `${dockerfile}FROM tools\nFROM compiled AS tools\n`, {}],
    [
      'a copy out of an image like a stage below',
      `${dockerfile}COPY --from=tools /a /a\nFROM compiled AS tools\n`,
      {},
    ],
    ['a copy out of nothing', `${dockerfile}COPY --from=scratch /a /a\n`, {}],
    [
      'a mount of an image',
      `${dockerfile}RUN --mount=type=bind,from=alpine:3,target=/a true\n`,
      {},
    ],
    ['a frontend', `# syntax=docker/dockerfile:1\n${dockerfile}`, {}],
    ['an address', `${dockerfile}ADD https://example.org/a /a\n`, {}],
    ['an image behind blanks', `${dockerfile}  FROM debian:12\n`, {}],
    ['an image over lines', `${dockerfile}FR\\\nOM debian:12\n`, {}],
    ['an image on a line of its own', `${dockerfile}FROM\\\n debian:12\n`, {}],
    ['an image below what joins nothing', `${dockerfile}RUN echo \\\\\nFROM debian:12\n`, {}],
    ['an image behind a comment', `${dockerfile}FROM \\\n# why\n  debian:12\n`, {}],
    ['a mount in capitals', `${dockerfile}RUN --mount=type=bind,FROM=alpine:3 true\n`, {}],
    ['an option with quotes', `${dockerfile}COPY --fr"om"=alpine:3 /a /b\n`, {}],
    ['an option with a backslash', `${dockerfile}COPY --chmod=644 --fr\\om=alpine:3 /a /b\n`, {}],
    ['an address with a backslash', `${dockerfile}ADD ht\\tps://example.org/a /a\n`, {}],
    ['what a stage above it wants later', `${dockerfile}ONBUILD ADD https://a.example/a /a\n`, {}],
    [
      'a here-document',
      `${dockerfile}COPY <<EOF /x\nFROM scratch AS debian\nEOF\nFROM debian\n`,
      {},
    ],
    ['a mount in quotes', `${dockerfile}RUN --mount=type=bind,"from=alpine:3" true\n`, {}],
    ['a mount of a quoted image', `${dockerfile}RUN --mount=from="alpine:3" true\n`, {}],
    ['an address behind blanks', `${dockerfile}  ADD https://example.org/a /a\n`, {}],
    ['an address in an argument', `${dockerfile}ADD $WHERE /a\n`, {}],
    ['a frontend in another comment', `// syntax=docker/dockerfile:1\n${dockerfile}`, {}],
    ['a frontend in JSON', `{"syntax": "docker/dockerfile:1"}\n${dockerfile}`, {}],
    ['lines that end otherwise', `# escape=\`\n${dockerfile}`, {}],
    ['a tag alone from outside', dockerfile, { MODAX_PYTHON_IMAGE: 'python:3.11' }],
    ['an option from outside', dockerfile, { MODAX_PYTHON_IMAGE: `--x y@${digest}` }],
  ])('%s', (_, text, variables) => {
    expect(of(text, variables)).toMatchObject({
      code: 'BASE_IMAGE_UNPINNED',
      where: { path: 'apps/pump/Dockerfile' },
    });
  });
});
