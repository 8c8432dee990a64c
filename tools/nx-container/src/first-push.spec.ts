import { digestInRegistry, missingPart } from '@modax/container-parts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hidingRegistry } from './testing/hiding-registry.ts';
import { pumpWithParts } from './testing/pump-with-parts.ts';

const missing = missingPart();
if (missing !== undefined) {
  console.warn(
    `SKIPPED: no image is pushed for the first time here, because there is no ${missing}`,
  );
}

describe.skipIf(missing !== undefined)('The first push into a repository', () => {
  const pump = pumpWithParts();

  test('makes it where a registry lets nobody know what is not there', async () => {
    const registry = await hidingRegistry(pump.parts.registry);
    onTestFinished(() => registry.stop());
    const image = await pump.tasks.built();
    pump.tasks.passScan(image);
    expect(await pump.tasks.push(registry.address), pump.tasks.said.join('\n')).toBe('passed');
    // Asked of the registry behind it: this process, in which the other one lives, waits for the answer.
    const name = `${pump.parts.registry}/modax/pump:main`;
    expect(digestInRegistry(pump.parts.environment, name)).toBe(image.digest);
  });
});
