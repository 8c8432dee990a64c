import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles, writeProgram } from '../testing/folders.ts';
import { initialise } from '../testing/git.ts';
import { BARE_PATH, listeningSession, type ListeningSession } from '../testing/sessions.ts';
import { setUp } from './set-up.ts';

/** A clone on a machine whose uv is the pinned one. */
function clone(): ListeningSession {
  const root = temporaryFolder();
  writeFiles(root, {
    'tools/bootstrap/uv-requirements.txt': 'uv==1.2.3\n',
    'pyproject.toml': '[tool.uv.workspace]\nmembers = []\n',
    'uv.lock': '',
    '.python-version': '3.11\n',
  });
  writeProgram(
    root,
    'programs/uv',
    `
if [ "$1" = --version ]; then echo "uv 1.2.3"; exit; fi
if [ "$1" = lock ]; then exit; fi
mkdir -p .venv/bin; printf '#!/bin/sh\\n' > .venv/bin/python; chmod +x .venv/bin/python
`,
  );
  initialise(root);
  return listeningSession(root, { PATH: `${root}/programs:${BARE_PATH}` });
}

describe('Set-up', () => {
  it('makes a clone ready: uv first on PATH, the packages, the hooks', async () => {
    const session = clone();
    const ready = await setUp(session);
    expect(ready.uv.program).toBe(join(session.root, 'programs/uv'));
    expect(ready.environment).toMatchObject({
      PATH: expect.stringMatching(`^${dirname(ready.uv.program)}:`) as string,
      UV_SYSTEM_CERTS: '1',
    });
    expect(existsSync(join(session.root, '.venv/.modax-installed'))).toBe(true);
    expect(existsSync(join(session.root, '.husky/_/pre-push'))).toBe(true);
  });

  it('leaves a person’s choice of certificates alone', async () => {
    const session = clone();
    const environment = { ...session.environment, UV_SYSTEM_CERTS: '0' };
    expect((await setUp({ ...session, environment })).environment['UV_SYSTEM_CERTS']).toBe('0');
  });
});
