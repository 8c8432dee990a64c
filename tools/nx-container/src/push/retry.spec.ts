import { toolProblem, type ToolProblem } from '@modax/findings';
import { expect, test } from 'vitest';
import { retried, WAITS_MS } from './retry.ts';

type Answer = { readonly digest: string } | ToolProblem;

function registry(answers: readonly Answer[], signal = new AbortController().signal) {
  const waited: number[] = [];
  let asked = 0;
  const answer = retried<{ readonly digest: string }>(
    () => {
      const next = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (next === undefined) throw new Error('no answer');
      return Promise.resolve(next);
    },
    {
      wait: (milliseconds) => {
        waited.push(milliseconds);
        return Promise.resolve();
      },
      tell: () => undefined,
      signal,
    },
  );
  return answer.then((result) => ({ result, waited, asked }));
}

const away = toolProblem('REGISTRY_UNREACHABLE', 'connection refused');
const here = { digest: 'sha256:1' };

test('a registry that comes back is asked again', async () => {
  expect(await registry([away, away, here])).toEqual({
    result: here,
    waited: WAITS_MS.slice(0, 2),
    asked: 3,
  });
});

test('one that stays away is asked four times', async () => {
  expect(await registry([away])).toEqual({ result: away, waited: [...WAITS_MS], asked: 4 });
});

test('a refusal is final', async () => {
  const refused = toolProblem('REGISTRY_REFUSED', 'unauthorized');
  expect(await registry([refused])).toEqual({ result: refused, waited: [], asked: 1 });
});

test('who is interrupted waits no longer', async () => {
  expect(await registry([away], AbortSignal.abort())).toMatchObject({ waited: [], asked: 1 });
});
