import { expect, test } from 'vitest';
import { cleanEnvironment } from './environment.ts';
import { WITHOUT_SECRETS } from './secrets.ts';

/** Written out: who takes one off the list has to take it away here, too. */
const SECRETS = [
  ...['DOCKER_USERNAME', 'DOCKER_PASSWORD', 'COSIGN_PRIVATE_KEY', 'COSIGN_PASSWORD'],
  ...['CODECOV_TOKEN', 'GITHUB_TOKEN'],
  ...['MQTT_PASSWORD', 'HMI_API_KEY', 'MONITORING_API_KEY', 'ADMIN_API_KEY'],
  ...['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN', 'ACTIONS_RUNTIME_TOKEN'],
  ...['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL'],
];

test('every secret is taken out of an environment, and nothing else', () => {
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, 'hunter2']));
  expect(cleanEnvironment({ ...secrets, PUMP: 'on' }, WITHOUT_SECRETS)).toEqual({ PUMP: 'on' });
  expect(Object.keys(WITHOUT_SECRETS).sort()).toEqual(SECRETS.sort());
});
