import { expect, test } from 'vitest';
import { containerCalls } from './command.ts';

test('a secret stands in the environment of the call that makes the container, and in no argument', () => {
  const secret = 'made-up-for-the-run';
  const digest = `sha256:${'a'.repeat(64)}`;
  const calls = containerCalls({
    workspaceRoot: '/workspace',
    record: { digest, configuration: digest },
    name: 'modax/pump:local',
    container: 'modax-pump-1',
    secrets: { A_KEY: secret },
    deadlineMs: 1000,
  });
  expect(calls.create.environment).toEqual({ A_KEY: secret });
  expect(calls.create.arguments).toContain('--env=A_KEY');
  const { create, start, inspect, logs, stop, remove } = calls;
  const words = [create, start, inspect, logs, stop, remove].flatMap((call) => call.arguments);
  expect(words.join(' ')).not.toContain(secret);
});
