import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestInRegistry, missingPart } from '@modax/container-parts';
import { describe, expect, test } from 'vitest';
import { pumpWithParts } from './testing/pump-with-parts.ts';

const missing = missingPart();
if (missing !== undefined) {
  console.warn(`SKIPPED: no image is promoted here, because there is no ${missing}`);
}

describe.skipIf(missing !== undefined)('a release that is promoted', () => {
  const pump = pumpWithParts();

  const digestOf = (tag: string) =>
    digestInRegistry(pump.parts.environment, `${pump.parts.registry}/modax/pump:${tag}`);
  const promote = () => pump.tasks.promote(pump.parts.registry);
  const rehearse = () => pump.tasks.promote(pump.parts.registry, true);
  const said = () => pump.tasks.said.join('\n');

  /** Commits a version of the pump, as `npm run release` does. */
  function version(next: string): void {
    const files = ['apps/pump/pyproject.toml', 'uv.lock'].map((file) => {
      const text = readFileSync(join(pump.workspace.root, file), 'utf8');
      return [file, text.replaceAll('version = "1.2.3"', `version = "${next}"`)] as const;
    });
    pump.workspace.commit(Object.fromEntries(files));
  }

  /** What CI does on the branch: the image of what is checked out, and others can see the commits. */
  async function pushedFromMain(): Promise<string> {
    const image = await pump.tasks.built();
    pump.tasks.passScan(image);
    expect(await pump.tasks.push(pump.parts.registry), said()).toBe('passed');
    pump.workspace.seenByOthers();
    return image.digest;
  }

  function checkOutTag(tag: string): void {
    pump.workspace.git('tag', '--force', tag);
    pump.workspace.git('checkout', '--quiet', tag);
  }

  test('is the very image that the branch has pushed, and nothing the second time', async () => {
    version('1.2.4');
    const digest = await pushedFromMain();
    const from = `main-${pump.workspace.git('rev-parse', 'HEAD').slice(0, 7)}`;
    // Refused, for instance: there is no image of it.
    pump.workspace.git('tag', 'v12.0.0');
    pump.workspace.commit({ 'README.md': 'of something else\n' });
    pump.workspace.seenByOthers();
    checkOutTag('v1.2.4');
    expect(await rehearse(), said()).toBe('passed');
    expect(digestOf('1.2.4')).toBe('');
    expect(await promote(), said()).toBe('passed');
    for (const tag of ['1.2.4', '1.2', 'latest']) expect(digestOf(tag)).toBe(digest);
    const file = join(pump.workspace.root, 'reports/pump/image.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ digest, promotedFrom: from });
    expect(await promote()).toBe('passed');
    expect(digestOf('1.2.4')).toBe(digest);
  });

  test('is found where a merge has brought it, behind an older one, whatever others tag', async () => {
    const older = await pushedFromMain();
    pump.workspace.git('checkout', '--quiet', '-b', 'release');
    version('1.3.0');
    pump.workspace.git('tag', 'v1.3.0');
    pump.workspace.git('checkout', '--quiet', 'main');
    pump.workspace.commit({ 'README.md': 'meanwhile\n' });
    expect(await pushedFromMain()).toBe(older);
    pump.workspace.git('merge', '--quiet', '--no-ff', '--message=merge', 'release');
    const digest = await pushedFromMain();
    pump.workspace.git('checkout', '--quiet', '-b', 'stray');
    pump.workspace.commit({ 'README.md': 'stray\n' });
    pump.workspace.git('tag', 'v99.0.0');
    pump.workspace.git('checkout', '--quiet', 'v1.3.0');
    expect(await promote(), said()).toBe('passed');
    expect(digest).not.toBe(older);
    for (const tag of ['1.3.0', 'latest']) expect(digestOf(tag)).toBe(digest);
  });

  test('is not made of what is on no branch, or of what was pushed by none', async () => {
    await pushedFromMain();
    pump.workspace.git('checkout', '--quiet', '-b', 'elsewhere');
    version('1.4.0');
    checkOutTag('v1.4.0');
    expect(await promote()).toBe('RELEASE_NOT_ON_BRANCH');
    pump.workspace.git('checkout', '--quiet', 'main');
    pump.workspace.git('merge', '--quiet', '--ff-only', 'elsewhere');
    pump.workspace.seenByOthers();
    pump.workspace.git('checkout', '--quiet', 'v1.4.0');
    expect(await rehearse()).toBe('IMAGE_NOT_PUSHED');
    expect(await promote()).toBe('IMAGE_NOT_PUSHED');
    expect(digestOf('1.4.0')).toBe('');
  });

  test('is not made of a branch, of another version, of files that differ, or twice', async () => {
    version('1.5.0');
    await pushedFromMain();
    expect(await promote()).toBe('EVENT_UNKNOWN');
    checkOutTag('v1.6.0');
    expect(await promote()).toBe('RELEASE_VERSION_DIFFERS');
    pump.workspace.git('tag', '--delete', 'v1.6.0');
    checkOutTag('v1.5.0');
    pump.workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    expect(await promote()).toBe('TREE_DIRTY');
    pump.workspace.git('clean', '--force', '--quiet', 'apps');
    expect(await promote(), said()).toBe('passed');
    const digest = digestOf('1.5.0');
    pump.workspace.git('checkout', '--quiet', 'main');
    pump.workspace.commit({ 'apps/pump/src/sample_pump/later.py': '"""Later."""\n' });
    await pushedFromMain();
    checkOutTag('v1.5.0');
    expect(await rehearse()).toBe('TAG_TAKEN');
    expect(await promote()).toBe('TAG_TAKEN');
    expect(digestOf('1.5.0')).toBe(digest);
  });
});
