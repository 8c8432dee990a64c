import { arrayOf, parseJson, recordOf } from '@modax/findings';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../rules/rules.ts';
import { gitHubOfTests } from '../testing/github-of-tests.ts';
import { repository } from '../testing/repository.ts';

const SECRETS = ['CODECOV_TOKEN', 'SLACK_WEBHOOK'];

const PASSWORDS = ['DB_PASSWORD', 'MQTT_PASSWORD'];

const github = gitHubOfTests();

/** All that has to be there, set as a person would set it. */
async function asTheRulesSay(): Promise<void> {
  for (const name of SECRETS) github.state.secrets.add(name);
  await repository(github, ['apply', '--yes']);
  for (const [name, { secrets }] of github.state.environments) {
    const words = name === 'registry' ? ['DOCKER_USERNAME', 'DOCKER_PASSWORD'] : PASSWORDS;
    for (const secret of words) secrets.add(secret);
  }
  github.state.changes.length = 0;
}

describe('A repository that has no rules', () => {
  it('is told what it lacks, and is left as it is', async () => {
    const { code, stdout } = await repository(github, ['check']);
    expect(code).toBe(1);
    expect(stdout).toContain('create ruleset main');
    expect(stdout).toContain('create ruleset develop');
    expect(stdout).toContain('create environment production');
    expect(stdout).toContain('missing secret DOCKER_PASSWORD of the environment registry');
    expect(stdout).toContain('missing secret SLACK_WEBHOOK\n');
    expect(github.state.changes).toEqual([]);
  });

  it('is given them, and needs nothing afterwards', async () => {
    const first = await repository(github, ['apply', '--yes']);
    expect(first.stderr).toContain('set ruleset main\n');
    expect(first.stderr).toContain('set environment production\n');
    // The secrets are a person's to set.
    expect(first.code).toBe(1);

    const production = github.state.environments.get('production');
    expect(production?.settings).toMatchObject({
      reviewers: [{ type: 'Team', id: 7 }],
      prevent_self_review: true,
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    expect([...(production?.refs.values() ?? [])]).toEqual([{ type: 'tag', name: 'v*' }]);

    github.state.changes.length = 0;
    const second = await repository(github, ['apply', '--yes']);
    expect(second.stdout).toContain('0 to set');
    expect(github.state.changes).toEqual([]);
  });

  it.each([true, false])('is given them when a person says %s', async (isAgreedTo) => {
    const questions: string[] = [];
    const { code, stderr } = await repository(github, ['apply'], {
      agree: (question) => {
        questions.push(question);
        return Promise.resolve(isAgreedTo);
      },
    });
    expect(questions).toEqual(['Set these 7? Only yes sets them: ']);
    expect(stderr.includes('nothing was set')).toBe(!isAgreedTo);
    expect(github.state.changes.length > 0).toBe(isAgreedTo);
    expect(code).toBe(1);
  });

  it('is given nothing where nobody can be asked', async () => {
    const { code, stdout, stderr } = await repository(github, ['apply']);
    expect(stdout).toContain('create ruleset main');
    expect(stderr).toContain('WRONG_USE: nothing was set');
    expect(code).toBe(2);
    expect(github.state.changes).toEqual([]);
  });
});

describe('A repository as the rules say', () => {
  beforeEach(asTheRulesSay);

  it('is told to be', async () => {
    expect(await repository(github, ['check'])).toMatchObject({
      code: 0,
      stdout: 'modax/modax is as .github says\n',
    });
  });

  const faults: readonly (readonly [string, (ruleset: JsonObject) => JsonObject, string])[] = [
    ['is switched off', (one) => ({ ...one, enforcement: 'disabled' }), 'enforcement'],
    [
      'lets somebody pass',
      (one) => ({
        ...one,
        bypass_actors: [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
      }),
      'bypass_actors',
    ],
    ['has lost a rule', (one) => ({ ...one, rules: rulesOf(one).slice(1) }), 'rules.'],
    ['is of other branches', (one) => ({ ...one, conditions: {} }), 'conditions.ref_name'],
  ];

  it.each(faults)('is told when a ruleset %s, and set right', async (_, harm, where) => {
    const before = github.state.rulesets.get(2) ?? {};
    expect(before['name']).toBe('main');
    github.state.rulesets.set(2, harm(before));

    const told = await repository(github, ['check']);
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('update ruleset main');
    expect(told.stdout).toContain(where);

    expect((await repository(github, ['apply', '--yes'])).code).toBe(0);
    expect(github.state.changes).toEqual(['PUT /repos/modax/modax/rulesets/2']);
    expect(github.state.rulesets.get(2)).toMatchObject(before);
  });

  it('is told when a check is required no longer, with what differs for a machine', async () => {
    const main = github.state.rulesets.get(2) ?? {};
    const rules = rulesOf(main).map((rule) =>
      rule['type'] !== 'required_status_checks'
        ? rule
        : {
            ...rule,
            parameters: {
              strict_required_status_checks_policy: true,
              required_status_checks: [
                { context: 'Python CI of a pull request to main', integration_id: 15368 },
              ],
            },
          },
    );
    github.state.rulesets.set(2, { ...main, rules });
    const { code, stdout } = await repository(github, ['check', '--json']);
    expect(code).toBe(1);
    const changes = arrayOf(recordOf(parseJson(stdout))?.['changes']) ?? [];
    expect(changes).toEqual([
      {
        kind: 'ruleset',
        name: 'main',
        action: 'update',
        differences: ['Docker Build', 'Integration Tests', 'Security Scan']
          .map((name) => `${name} of a pull request to main`)
          .map((context) => ({
            path: `rules.required_status_checks.parameters.required_status_checks.${context}`,
            wanted: { context, integration_id: 15368 },
          })),
      },
    ]);
  });

  it('is told when everybody may let production go on, or from elsewhere, and set right', async () => {
    const production = github.state.environments.get('production');
    if (production === undefined) throw new Error('there is no production');
    production.settings = { ...production.settings, reviewers: [], prevent_self_review: false };
    production.refs.set(9, { type: 'branch', name: '*' });

    const { code, stdout } = await repository(github, ['check']);
    expect(code).toBe(1);
    expect(stdout).toContain('reviewers');
    expect(stdout).toContain('refs');

    expect((await repository(github, ['apply', '--yes'])).code).toBe(0);
    expect([...production.refs.values()]).toEqual([{ type: 'tag', name: 'v*' }]);
    expect((await repository(github, ['check'])).code).toBe(0);
  });

  // That of images is none that has to be there.
  it.each(['DOCKER_PASSWORD', 'COSIGN_PRIVATE_KEY'])(
    'is told when %s is given to every job',
    async (secret) => {
      github.state.secrets.add(secret);
      const { code, stdout } = await repository(github, ['check']);
      expect(code).toBe(1);
      expect(stdout).toContain(`secret ${secret} is given to every job`);
      expect(stdout).not.toContain('missing secret');
    },
  );

  it.each([
    [[3], '3 asks nobody: Unknown owner'],
    [undefined, '1 asks nobody: not on GitHub'],
  ])('is told when CODEOWNERS asks nobody: %j', async (lines, told) => {
    github.state.ownerErrors = lines;
    const { code, stdout } = await repository(github, ['check']);
    expect(code).toBe(1);
    expect(stdout).toContain(`.github/CODEOWNERS:${told}\n`);
    expect(stdout).toContain('0 to set, 0 secrets missing, 1 without an owner');
  });

  it('is told when administrators may go on without the team lead, and set right', async () => {
    const production = github.state.environments.get('production');
    if (production === undefined) throw new Error('there is no production');
    production.settings = { ...production.settings, can_admins_bypass: true };
    const { code, stdout } = await repository(github, ['check']);
    expect(code).toBe(1);
    expect(stdout).toContain('can_admins_bypass');
    expect((await repository(github, ['apply', '--yes'])).code).toBe(0);
    expect(production.settings['can_admins_bypass']).toBe(false);
  });

  it('is told when GitHub has taken it otherwise', async () => {
    github.state.rulesets.delete(3);
    github.state.forgets = 'bypass_actors';
    const { code, stderr } = await repository(github, ['apply', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('GITHUB_REFUSED: GitHub has taken it otherwise: ruleset ');
  });

  it('may have rules of its own beside them', async () => {
    github.state.rulesets.set(4, { name: 'ours', target: 'tag', enforcement: 'active' });
    const { code, stdout } = await repository(github, ['check']);
    expect(code).toBe(0);
    expect(stdout).toContain('ruleset ours is not in .github: left as it is');
  });
});

function rulesOf(ruleset: JsonObject): readonly JsonObject[] {
  return (arrayOf(ruleset['rules']) ?? []) as readonly JsonObject[];
}
