import { WITHOUT_SECRETS } from '@modax/command';
import { expect, test } from 'vitest';
import { quietSurroundings } from '../testing/surroundings.ts';
import { execute } from './execute.ts';

test.each(['docker', 'cosign'])('a machine without %s is told to install it', async (program) => {
  const call = { program, name: 'version', arguments: [], cwd: process.cwd(), exitCodes: [0] };
  const surroundings = { ...quietSurroundings(), variables: { PATH: '/nowhere' } };
  expect(await execute({ ...call, deadlineMs: 60_000 }, surroundings)).toMatchObject({
    code: 'TOOL_MISSING',
    remedy: expect.stringContaining(
      `Install ${program === 'docker' ? 'Docker' : program} `,
    ) as string,
  });
});

test('no program is told a secret that is not its own, nor with what it could write into the cache', async () => {
  const secrets = Object.fromEntries(Object.keys(WITHOUT_SECRETS).map((name) => [name, 'hunter2']));
  const variables = { ...secrets, PATH: process.env['PATH'], PUMP: 'on' };
  const call = {
    program: process.execPath,
    name: 'env',
    arguments: ['--print', 'JSON.stringify(process.env)'],
    cwd: process.cwd(),
    exitCodes: [0],
    deadlineMs: 60_000,
  };
  const told = async (environment = {}) => {
    const output = await execute({ ...call, environment }, { ...quietSurroundings(), variables });
    if (!('stdout' in output)) throw new Error(output.message);
    return JSON.parse(output.stdout) as Record<string, string>;
  };
  expect(Object.keys(await told()).filter((name) => name in secrets)).toEqual([]);
  expect(await told({ COSIGN_PASSWORD: 'own' })).toMatchObject({
    PUMP: 'on',
    COSIGN_PASSWORD: 'own',
  });
});
