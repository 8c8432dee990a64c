import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The places in which Trivy would pass over secrets, and is told not to. */
function placesIn(file: string): readonly string[] {
  const lines = readFileSync(join(import.meta.dirname, file), 'utf8').split('\n');
  return lines.flatMap((line) => /^ {2}- ([a-z-]+)$/.exec(line)?.[1] ?? []);
}

test('a secret is found in an image wherever it is found in a project', () => {
  const places = placesIn('secret-configuration.yaml');
  expect(places).toEqual(expect.arrayContaining(['dist-info', 'locale-dir', 'python']));
  expect(places).toEqual(
    placesIn('../../../nx-python/src/executors/trivy/secret-configuration.yaml'),
  );
});
