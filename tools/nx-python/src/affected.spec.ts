import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@modax/command';
import { describe, expect, it } from 'vitest';
import { deskVariables } from './testing/nx-workspace.ts';
import { repository } from './testing/sample-workspace.ts';

/* `nx affected -t test` on this very workspace: what a change reaches, and nothing else. */

/** The test tasks that Nx would run for a change of one file. */
async function tested(file: string): Promise<readonly string[]> {
  const outcome = await run({
    argv: [
      join(repository, 'node_modules/.bin/nx'),
      'affected',
      '--targets=test',
      `--files=${file}`,
      '--graph=stdout',
    ],
    cwd: repository,
    env: deskVariables(),
    deadlineMs: 280_000,
    outputLimitBytes: 32 * 1024 * 1024,
  });
  if (outcome.kind !== 'exited' || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
  const plan = JSON.parse(outcome.stdout) as { tasks: { tasks: Record<string, unknown> } };
  return Object.keys(plan.tasks.tasks).sort();
}

describe('nx affected -t test', () => {
  it('tests the AI layer and what runs it, not the control layer', async () => {
    expect(await tested('apps/ai-layer/src/modax_ai/wear.py')).toEqual([
      'ai-layer:test',
      'images-e2e:test',
      'layers-e2e:test',
    ]);
  });

  it('tests everything that speaks the contracts when they change, and no tool', async () => {
    expect(await tested('libs/contracts/src/modax_contracts/topics.py')).toEqual([
      'ai-layer:test',
      'contracts:test',
      'control-layer:test',
      'images-e2e:test',
      'layers-e2e:test',
      'workflows-e2e:test',
    ]);
  });

  it('tests what builds or runs images when what they are made with changes', async () => {
    expect(await tested('libs/image-runtime/src/modax_image_runtime/tree.py')).toEqual([
      'ai-layer:test',
      'bench:test',
      'cache-server:test',
      'control-layer:test',
      'image-runtime:test',
      'images-e2e:test',
      'layers-e2e:test',
      'nx-container:test',
      'workflows-e2e:test',
    ]);
  });

  it('tests the remote cache and what runs its image when it changes, and no layer', async () => {
    expect(await tested('apps/cache-server/src/serving/get.ts')).toEqual([
      'cache-server:test',
      'images-e2e:test',
    ]);
  });

  it.each(['.gitignore', 'tools/nx-typescript/src/targets.ts'])(
    'tests all of TypeScript when %s changes, which is in each of its keys',
    async (file) => {
      const typeScript = ['apps', 'libs', 'tools'].flatMap((parent) =>
        readdirSync(join(repository, parent)).filter((name) =>
          existsSync(join(repository, parent, name, 'tsconfig.json')),
        ),
      );
      expect(typeScript.length).toBeGreaterThan(10);
      expect(await tested(file)).toEqual(
        expect.arrayContaining(typeScript.map((name) => `${name}:test`)),
      );
    },
  );

  it('tests one layer, with its image and a broker, when what runs them in CI changes', async () => {
    for (const file of ['.github/workflows/images.yml', '.github/actions/set-up/action.yml']) {
      expect(await tested(file)).toEqual([
        'ai-layer:test',
        'images-e2e:test',
        'layers-e2e:test',
        'workflows-e2e:test',
      ]);
    }
  });

  it('tests nothing for a page of documentation but the test of the documentation', async () => {
    const tasks = await tested('docs/use/layers.md');
    expect(tasks.filter((task) => task !== 'bootstrap:test')).toEqual([]);
  });

  it('tests every Python project when the code of the executors changes, the hooks and the bench', async () => {
    expect(await tested('tools/nx-python/src/running/judge.ts')).toEqual([
      'ai-layer:test',
      'bench:test',
      'contracts:test',
      'control-layer:test',
      'hooks:test',
      'image-runtime:test',
      'images-e2e:test',
      'layers-e2e:test',
      'nx-python:test',
      'service-kit:test',
      'workflows-e2e:test',
    ]);
  });
});
