import { describe, expect, test } from 'vitest';
import { docker, missingPart, pushPythonImage, startParts } from './testing/index.ts';

const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: nothing of images is started here, because there is no ${missing}`);
}

test('what is missing is told by its name', () => {
  expect(missingPart({ programs: ['docker-nothing'] })).toBe(missing ?? 'docker-nothing');
});

describe.skipIf(missing !== undefined)('the parts', () => {
  test('keep an image, and are gone when they are stopped', async () => {
    const parts = await startParts();
    const reference = pushPythonImage(parts);
    expect(reference).toMatch(/^127\.0\.0\.1:\d+\/modax\/python-base:1@sha256:[0-9a-f]{64}$/);
    const tags = async () => {
      const answer = await fetch(`http://${parts.registry}/v2/modax/python-base/tags/list`);
      return (await answer.json()) as { tags: string[] };
    };
    expect(await tags()).toMatchObject({ tags: ['1'] });
    await parts.stop();
    await expect(tags()).rejects.toThrow();
    expect(docker(parts.environment, ['buildx', 'inspect', 'parts'])).not.toContain('running');
  });
});
