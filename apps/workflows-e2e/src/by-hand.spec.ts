import { describe, expect, it } from 'vitest';
import { FAILING_TEST, missing, workflowsRunner } from './testing/workflows-runner.ts';

/** What the page says before the key of a job. */
const AS_WRITTEN = ['--artifact-server-path=.modax/act', '-s', 'GITHUB_TOKEN', '-j'] as const;

describe.skipIf(missing !== undefined)('A person with act', () => {
  const given = workflowsRunner((runner) => {
    runner.variables = { STANDING_IN_LAST_GREEN: runner.repository.head() };
    runner.repository.write('apps/layers-e2e/tests/test_it_fails.py', FAILING_TEST);
    runner.repository.commit('test(layers-e2e): fail');
  });

  it('sees the failure of CI', async () => {
    const { runner } = given;
    const run = await runner.byHand(...AS_WRITTEN, 'check');
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain('test_it_fails');
  });

  it('scans, and mends what was found before it is committed', async () => {
    const { runner } = given;
    const file = 'apps/layers-e2e/src/modax_layers_e2e/__init__.py';
    runner.repository.append(file, '\n\ndef run(words: str) -> None:\n    exec(words)\n');
    const found = await runner.byHand(...AS_WRITTEN, 'scan');
    expect(found.code, found.log).toBe(1);
    expect(found.log).toContain('B102');
    runner.repository.branch('mended');
    const mended = await runner.byHand(...AS_WRITTEN, 'scan');
    expect(mended.code, mended.log).toBe(0);
  });
});
