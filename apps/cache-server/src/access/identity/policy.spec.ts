import { expect, test } from 'vitest';
import { policyIn, PolicyProblem } from './policy.ts';

const RULE = {
  repository: 'modax/modax',
  repositoryId: '42',
  events: ['push'],
  refs: ['refs/heads/main'],
  grant: 'trusted',
};
const POLICY = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'modax-cache',
  keys: 'https://token.actions.githubusercontent.com/.well-known/jwks',
  rules: [RULE],
};

test('a policy gives tokens for an hour unless it says otherwise', () => {
  expect(policyIn(JSON.stringify(POLICY))).toEqual({ ...POLICY, minutes: 60 });
});

test.each([
  ['{', 'is no JSON'],
  ['[]', 'is no object'],
  [{ ...POLICY, issuer: 'http://example.com' }, 'issuer and keys'],
  [{ ...POLICY, keys: 7 }, 'issuer and keys'],
  [{ ...POLICY, audience: '' }, 'audience'],
  [{ ...POLICY, minutes: 0 }, 'minutes'],
  [{ ...POLICY, rules: {} }, 'rules has to be a list'],
  [{ ...POLICY, rules: [RULE, 7] }, 'rule 2: is no object'],
  [{ ...POLICY, rules: [{ ...RULE, repository: 'modax' }] }, 'owner/name'],
  [{ ...POLICY, rules: [{ ...RULE, repositoryId: 42 }] }, 'repositoryId'],
  [{ ...POLICY, rules: [{ ...RULE, events: [] }] }, 'events and refs'],
  [{ ...POLICY, rules: [{ ...RULE, grant: 'all' }] }, 'grant has to be one of'],
  [{ ...POLICY, rules: [{ ...RULE, events: ['pull_request'] }] }, 'it cannot be trusted'],
  [{ ...POLICY, rules: [{ ...RULE, events: ['pull_request_review'] }] }, 'it cannot be trusted'],
  [{ ...POLICY, rules: [{ ...RULE, refs: ['refs/pull/*'] }] }, 'it cannot be trusted'],
  [{ ...POLICY, rules: [{ ...RULE, refs: ['*'] }] }, 'it cannot be trusted'],
  [
    {
      ...POLICY,
      rules: ['1', '2'].map((repositoryId) => ({ ...RULE, repositoryId, grant: 'pull-request' })),
    },
    'pull requests of two repositories',
  ],
  [
    { ...POLICY, rules: [{ ...RULE, events: ['pull_request_target'], grant: 'blind' }] },
    'it cannot be blind',
  ],
])('%j is refused', (content, message) => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  expect(() => policyIn(text)).toThrow(PolicyProblem);
  expect(() => policyIn(text)).toThrow(message);
});
