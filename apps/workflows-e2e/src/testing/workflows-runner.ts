import { afterAll, beforeAll, beforeEach } from 'vitest';
import { missingForWorkflows, Runner } from './runner.ts';

/** Why no workflow can be run here; undefined where it can. */
export const missing = missingForWorkflows();
if (missing !== undefined) console.warn(`SKIPPED: no workflow is run here, because ${missing}`);

/** Looks like a token of GitHub; put together here, for in one piece it would be found in this file. */
export const PLANTED_TOKEN = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');

/** A module of Python that has a test, which fails. */
export const FAILING_TEST = `"""A test that fails."""

from __future__ import annotations


def test_it_fails() -> None:
    assert not __doc__
`;

/** Commits a change of the AI layer in which no check finds anything. */
export function changeAiLayer({ repository }: Runner): void {
  repository.append('apps/ai-layer/src/modax_ai/__init__.py', '\nADVICE = "rest"\n');
  repository.commit('feat(ai-layer): advise');
}

/** What the tests of a `describe` work with. */
export interface Workflows {
  /** One repository for all tests; each begins on a branch `change` at `main`. */
  readonly runner: Runner;
  /** The commit of `main`. */
  readonly main: string;
}

/**
 * Sets up a repository and takes it away around the tests of a `describe`; to be read inside of them.
 * @param prepare what is done with it once; it may commit
 */
export function workflowsRunner(
  prepare: (runner: Runner) => void | Promise<void> = () => undefined,
): Workflows {
  let runner: Runner;
  let main: string;
  beforeAll(async () => {
    runner = new Runner();
    await prepare(runner);
    main = runner.repository.head();
  });
  afterAll(() => {
    runner.stop();
  });
  beforeEach(() => {
    runner.repository.branch('change');
  });
  return {
    get runner() {
      return runner;
    },
    get main() {
      return main;
    },
  };
}
