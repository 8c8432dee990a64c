import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type GitHub, startGitHub } from './github.ts';
import { newState } from './github-state.ts';

/** One GitHub for all tests of a file, to be used inside of them: each finds it new. */
export function gitHubOfTests(): Omit<GitHub, 'stop'> {
  let github: GitHub;
  beforeAll(async () => {
    github = await startGitHub();
  });
  afterAll(async () => {
    await github.stop();
  });
  beforeEach(() => {
    github.state = newState();
  });
  return {
    get url() {
      return github.url;
    },
    get state() {
      return github.state;
    },
    set state(state) {
      github.state = state;
    },
  };
}
