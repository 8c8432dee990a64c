import { describe, expect, it } from 'vitest';
import { parseEnvironment, parseRuleset, parseSecrets } from './parse-rules.ts';

const RULESET = {
  name: 'main',
  target: 'branch',
  enforcement: 'active',
  bypass_actors: [],
  conditions: {},
  rules: [{ type: 'deletion' }],
};
const ENVIRONMENT = {
  name: 'production',
  reviewers: [{ type: 'Team', name: 'team-lead' }],
  prevent_self_review: true,
  wait_timer: 5,
  refs: [{ type: 'tag', name: 'v*' }],
};

describe('A ruleset', () => {
  const parse = (value: unknown): unknown =>
    parseRuleset('.github/rulesets/main.json', JSON.stringify(value));

  it('is read', () => {
    expect(parse(RULESET)).toEqual({ name: 'main', settings: RULESET });
  });

  it.each([
    ['no object', [], 'it is no JSON object'],
    ['without who may pass', { ...RULESET, bypass_actors: undefined }, 'bypass_actors is missing'],
    ['with a word misspelt', { ...RULESET, rule: [] }, 'rule is unknown'],
    ['of another name', { ...RULESET, name: 'develop' }, 'its name is not that of the file'],
    ['of a name with a folder', { ...RULESET, name: 'rulesets/main' }, 'its name is not that of'],
    ['without a list of rules', { ...RULESET, rules: {} }, 'rules is no list'],
    ['with a rule of no type', { ...RULESET, rules: [{}] }, 'a rule has no type'],
  ])('is refused: %s', (_, value, why) => {
    expect(() => parse(value)).toThrow(`.github/rulesets/main.json: ${why}`);
  });
});

describe('An environment', () => {
  const parse = (value: unknown): unknown =>
    parseEnvironment('.github/environments/production.json', JSON.stringify(value));

  it('is read', () => {
    expect(parse(ENVIRONMENT)).toEqual({
      name: 'production',
      reviewers: [{ type: 'Team', name: 'team-lead' }],
      preventSelfReview: true,
      waitTimer: 5,
      refs: [{ type: 'tag', name: 'v*' }],
    });
  });

  it.each([
    ['from everywhere', { ...ENVIRONMENT, refs: [] }, 'refs is empty'],
    ['from what is no list', { ...ENVIRONMENT, refs: 'v*' }, 'refs is no list'],
    [
      'agreed to by what is no list',
      { ...ENVIRONMENT, reviewers: ENVIRONMENT.reviewers[0], prevent_self_review: false },
      'reviewers is no list',
    ],
    ['from what is no ref', { ...ENVIRONMENT, refs: ['v*'] }, 'a ref is a branch or a tag'],
    ['agreed to by what is nobody', { ...ENVIRONMENT, reviewers: [{}] }, 'a reviewer is a Team'],
    ['agreed to by nobody else', { ...ENVIRONMENT, reviewers: [] }, 'prevent_self_review means'],
    ['with a doubt', { ...ENVIRONMENT, prevent_self_review: 'yes' }, 'prevent_self_review is'],
    ['with half a minute', { ...ENVIRONMENT, wait_timer: 0.5 }, 'wait_timer is no whole number'],
    ['with a year', { ...ENVIRONMENT, wait_timer: 525_600 }, 'wait_timer is not between'],
  ])('is refused: %s', (_, value, why) => {
    expect(() => parse(value)).toThrow(`.github/environments/production.json: ${why}`);
  });
});

describe('The secrets', () => {
  it('are read', () => {
    expect(
      parseSecrets('s.json', '{"A": ["registry"], "B": [], "C": {"optional": ["registry"]}}'),
    ).toEqual([
      { name: 'A', environments: ['registry'], isOptional: false },
      { name: 'B', environments: [], isOptional: false },
      { name: 'C', environments: ['registry'], isOptional: true },
    ]);
  });

  it.each([
    '[]',
    '',
    '{"lower": []}',
    '{"GITHUB_TOKEN": []}',
    '{"A": "registry"}',
    '{"A": [1]}',
    '{"A": {}}',
  ])('are refused: %s', (text) => {
    expect(() => parseSecrets('s.json', text)).toThrow('s.json: ');
  });
});
