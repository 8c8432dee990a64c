import { join, relative } from 'node:path';
import { run } from '@modax/command';
import { describe, expect, test } from 'vitest';
import { repository } from '../testing/sample-workspace.ts';
import { Disk } from './disk.ts';
import { executorCodeInputs } from './executor-code.ts';
import { keyPlans } from './plan.ts';

/* Against Node itself: what an executor's process really loads. */

const plugin = join(repository, 'tools/nx-python');

/** Every module that Node loads for an executor, relative to the repository. */
async function loaded(executor: string): Promise<readonly string[]> {
  const program = `
    const { registerHooks } = require('node:module');
    registerHooks({
      load(url, context, next) {
        if (url.startsWith('file:')) console.log(require('node:url').fileURLToPath(url));
        return next(url, context);
      },
    });
    import(process.argv[1]);
  `;
  const outcome = await run({
    argv: [
      process.execPath,
      '--input-type=commonjs',
      '--eval',
      program,
      join(plugin, `src/executors/${executor}/executor.ts`),
    ],
    cwd: repository,
    env: {},
    deadlineMs: 60_000,
    outputLimitBytes: 8 * 1024 * 1024,
  });
  if (outcome.kind !== 'exited' || outcome.code !== 0) throw new Error(JSON.stringify(outcome));
  return outcome.stdout
    .trim()
    .split('\n')
    .map((file) => relative(repository, file));
}

describe.each(Object.keys(keyPlans))('the code of %s', (executor) => {
  const names = executorCodeInputs(executor, plugin, new Disk(repository)).map(({ name }) => name);
  const files = names.filter((name) => /^(?:tools|libs)\//.test(name));

  test('is all that Node loads for it, and beside that the files of its own folder alone', async () => {
    const modules = await loaded(executor);
    const own = modules.filter((file) => !file.includes('node_modules/'));
    expect(own.length).toBeGreaterThan(10);
    const folder = `tools/nx-python/src/executors/${executor}/`;
    expect(files.filter((file) => !file.startsWith(folder)).sort()).toEqual(
      own.filter((file) => !file.startsWith(folder)).sort(),
    );
    expect(files).toEqual(expect.arrayContaining(own));
    const packages = modules.flatMap(
      (file) => /.*node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)/.exec(file)?.groups?.['name'] ?? [],
    );
    for (const name of new Set(packages)) expect(names).toContain(`package-lock.json ${name}`);
  });

  test('holds neither tests nor the keys themselves', () => {
    expect(files.filter((file) => /\.spec\.ts$|\/testing\/|\/hashing\//.test(file))).toEqual([]);
  });
});
