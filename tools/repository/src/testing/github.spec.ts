import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GitHub, startGitHub } from './github.ts';

let github: GitHub;

beforeAll(async () => {
  github = await startGitHub();
});

afterAll(async () => {
  await github.stop();
});

it('a request that is not what GitHub takes is refused by its description', async () => {
  const response = await fetch(`${github.url}/repos/modax/modax/rulesets`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${github.state.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'main', enforcement: 'sometimes' }),
  });
  expect(response.status).toBe(422);
  expect(github.state.changes).toEqual([]);
});
