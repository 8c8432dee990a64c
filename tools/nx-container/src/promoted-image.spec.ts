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

  /** What CI does on the branch: the image of what is checked out, and others can see the commits. */
  async function pushedFromMain(): Promise<string> {
    const image = await pump.tasks.built();
    pump.tasks.passScan(image);
    expect(await pump.tasks.push(pump.parts.registry)).toBe('passed');
    seenByOthers();
    return image.digest;
  }

  function seenByOthers(): void {
    pump.workspace.git('update-ref', 'refs/remotes/origin/main', 'refs/heads/main');
  }

  function release(tag: string): void {
    pump.workspace.git('tag', tag);
    pump.workspace.git('checkout', '--quiet', tag);
  }

  const promote = () => pump.tasks.promote(pump.parts.registry);

  test('is the very image that the branch has pushed, and nothing the second time', async () => {
    const digest = await pushedFromMain();
    const from = `main-${pump.workspace.git('rev-parse', 'HEAD').slice(0, 7)}`;
    pump.workspace.commit({ 'README.md': 'of something else\n' });
    seenByOthers();
    release('v1.2.3');
    expect(await promote(), pump.tasks.said.join('\n')).toBe('passed');
    for (const tag of ['1.2.3', '1.2', 'latest']) expect(digestOf(tag)).toBe(digest);
    const file = join(pump.workspace.root, 'reports/pump/image.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ digest, promotedFrom: from });
    expect(await promote()).toBe('passed');
    expect(digestOf('1.2.3')).toBe(digest);
  });

  test('is found where a merge has brought it', async () => {
    pump.workspace.git('checkout', '--quiet', '-b', 'release', 'main');
    pump.workspace.commit({ 'apps/pump/src/sample_pump/newer.py': '"""Newer."""\n' });
    pump.workspace.git('tag', 'v1.3.0');
    pump.workspace.git('checkout', '--quiet', 'main');
    pump.workspace.git('merge', '--quiet', '--no-ff', '--message=merge', 'release');
    const digest = await pushedFromMain();
    pump.workspace.git('checkout', '--quiet', 'v1.3.0');
    expect(await promote(), pump.tasks.said.join('\n')).toBe('passed');
    expect(digestOf('1.3.0')).toBe(digest);
  });

  test('is not made of what is on no branch, or of what was pushed by none', async () => {
    await pushedFromMain();
    pump.workspace.git('checkout', '--quiet', '-b', 'elsewhere');
    pump.workspace.commit({ 'apps/pump/src/sample_pump/other.py': '"""Other."""\n' });
    release('v1.4.0');
    expect(await promote()).toBe('RELEASE_NOT_ON_BRANCH');
    pump.workspace.git('checkout', '--quiet', 'main');
    pump.workspace.git('merge', '--quiet', '--ff-only', 'elsewhere');
    seenByOthers();
    pump.workspace.git('checkout', '--quiet', 'v1.4.0');
    expect(await promote()).toBe('IMAGE_NOT_PUSHED');
    expect(digestOf('1.4.0')).toBe('');
  });

  test('is not made of a branch, of files that differ, or under a version that is taken', async () => {
    await pushedFromMain();
    expect(await promote()).toBe('EVENT_UNKNOWN');
    release('v1.5.0');
    pump.workspace.write({ 'apps/pump/src/sample_pump/more.py': '"""More."""\n' });
    expect(await promote()).toBe('TREE_DIRTY');
    pump.workspace.git('clean', '--force', '--quiet', 'apps');
    expect(await promote()).toBe('passed');
    const digest = digestOf('1.5.0');
    pump.workspace.git('checkout', '--quiet', 'main');
    pump.workspace.commit({ 'apps/pump/src/sample_pump/later.py': '"""Later."""\n' });
    await pushedFromMain();
    pump.workspace.git('tag', '--force', 'v1.5.0');
    pump.workspace.git('checkout', '--quiet', 'v1.5.0');
    expect(await promote()).toBe('TAG_TAKEN');
    expect(digestOf('1.5.0')).toBe(digest);
  });
});
