import { expect, it } from 'vitest';
import { gitHubOfTests } from './github-of-tests.ts';

const github = gitHubOfTests();

it('a request that is not what GitHub takes is refused by its description', async () => {
  const response = await fetch(`${github.url}/repos/modax/modax/rulesets`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${github.state.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'main', enforcement: 'sometimes' }),
  });
  expect(response.status).toBe(422);
  expect(github.state.changes).toEqual([]);
});
