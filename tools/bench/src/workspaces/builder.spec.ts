import { expect, test } from 'vitest';
import { requireParts } from './builder.ts';

test('images are not measured where something is missing, and the person is told how to get it', () => {
  expect(() => {
    requireParts('buildkitd');
  }).toThrow('there is no buildkitd; run .ci/install-container-parts, or name the other parts');
});
