import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForWorkflows, Runner } from './testing/runner.ts';

const missing = missingForWorkflows();
if (missing !== undefined) {
  console.warn(`SKIPPED: no workflow is run by hand here, because ${missing}`);
}

let runner: Runner;

beforeAll(() => {
  if (missing !== undefined) return;
  runner = new Runner();
  runner.variables = { STANDING_IN_LAST_GREEN: runner.repository.head() };
  runner.repository.write('apps/layers-e2e/tests/test_it_fails.py', FAILING_TEST);
  runner.repository.commit('test(layers-e2e): fail');
});

afterAll(() => {
  if (missing === undefined) runner.stop();
});

describe.skipIf(missing !== undefined)('A person with act', () => {
  it('sees the failure of CI', async () => {
    const run = await runner.byHand('-s', 'GITHUB_TOKEN', '-j', 'check');
    expect(run.code, run.log).toBe(1);
    expect(run.log).toContain('test_it_fails');
  });

  it('scans, and mends what was found before it is committed', async () => {
    const file = 'apps/layers-e2e/src/modax_layers_e2e/__init__.py';
    runner.repository.append(file, '\n\ndef run(words: str) -> None:\n    exec(words)\n');
    const found = await runner.byHand('-s', 'GITHUB_TOKEN', '-j', 'scan');
    expect(found.code, found.log).toBe(1);
    expect(found.log).toContain('B102');
    runner.repository.branch('mended');
    const mended = await runner.byHand('-s', 'GITHUB_TOKEN', '-j', 'scan');
    expect(mended.code, mended.log).toBe(0);
  });
});

const FAILING_TEST = `"""A test that fails."""

from __future__ import annotations


def test_it_fails() -> None:
    assert not __doc__
`;
