import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles, writeProgram } from '../testing/folders.ts';
import { listeningSession, type ListeningSession } from '../testing/sessions.ts';
import { surroundings } from './surroundings.ts';

function machine(): ListeningSession {
  const root = temporaryFolder();
  writeProgram(root, '.venv/bin/python', 'echo Python 3.11.7');
  return listeningSession(root, { PATH: `${root}/programs:/usr/bin:/bin` });
}

describe('What decides results and is not in git', () => {
  it('is the same while nothing changes', async () => {
    const session = machine();
    expect(await surroundings(session)).toBe(await surroundings(session));
  });

  it.each<[string, (session: ListeningSession) => Partial<ListeningSession> | undefined]>([
    ['another uv', ({ uv }) => ({ uv: { ...uv, version: '9.9.9' } })],
    [
      'another interpreter',
      ({ root }) => {
        writeProgram(root, '.venv/bin/python', 'echo Python 3.11.9');
        return undefined;
      },
    ],
    [
      'a Trivy of the machine',
      ({ root }) => {
        writeProgram(root, 'programs/trivy', 'echo Version: 1');
        return undefined;
      },
    ],
    [
      'a vulnerability database in its usual place',
      ({ root }) => {
        const place = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
        writeFiles(root, { [`${place}/trivy/db/metadata.json`]: '{"Version":2}' });
        return undefined;
      },
    ],
    [
      'a broker of the machine',
      ({ root }) => {
        writeProgram(root, 'programs/mosquitto', '');
        return undefined;
      },
    ],
    [
      'a broker that tests are led to',
      ({ environment }) => ({ environment: { ...environment, MQTT_BROKER_HOST: 'broker' } }),
    ],
    [
      'a recording',
      ({ root, environment }) => ({
        environment: { ...environment, MODAX_SKAB_DIRECTORY: root },
      }),
    ],
    [
      'a vulnerability database elsewhere',
      ({ root, environment }) => {
        writeFiles(root, { 'database/db/metadata.json': '{"Version":2}' });
        return { environment: { ...environment, TRIVY_CACHE_DIR: join(root, 'database') } };
      },
    ],
  ])('changes with %s', async (_, change) => {
    const session = machine();
    const before = await surroundings(session);
    expect(await surroundings({ ...session, ...change(session) })).not.toBe(before);
  });

  it('changes when Trivy is replaced in its place', async () => {
    const session = machine();
    const trivy = writeProgram(session.root, 'programs/trivy', 'echo Version: 1');
    const before = await surroundings(session);
    utimesSync(trivy, 1, 1);
    expect(await surroundings(session)).not.toBe(before);
  });

  it('changes on the day after the last one of an exception', async () => {
    const session = machine();
    writeFiles(session.root, {
      'exceptions.json': JSON.stringify({
        exceptions: [
          {
            tool: 'bandit',
            rule: 'B404',
            path: 'apps/pump/src/run.py',
            reason: 'The program is started by its absolute path.',
            owner: '@modax/platform',
            expires: '2026-11-25',
          },
        ],
      }),
    });
    const lastDay = await surroundings(session, '2026-11-25');
    expect(await surroundings(session, '2026-11-24')).toBe(lastDay);
    expect(await surroundings(session, '2026-11-26')).not.toBe(lastDay);
  });
});
