import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles, writeProgram } from '../testing/folders.ts';
import { BARE_PATH, listeningSession, type ListeningSession } from '../testing/sessions.ts';
import { ensureUv, pinnedVersion } from './uv.ts';

/** A Python whose pip installs, as far as set-up can tell, or ends as `pip` says. */
function machine(pip = ''): ListeningSession & { readonly programs: string } {
  const root = temporaryFolder();
  const programs = join(root, 'programs');
  writeFiles(root, {
    'tools/bootstrap/uv-requirements.txt': '# pinned\nuv==1.2.3 \\\n    --hash=sha256:abc\n',
  });
  writeProgram(
    programs,
    'python3',
    `
if [ "$2" = -c ]; then echo "3 11 7 True"; exit; fi
echo "$@" >> pip-calls
${pip}
while [ "$1" != --target ]; do shift; done
mkdir -p "$2/bin"
printf '#!/bin/sh\\necho "uv 1.2.3 (somewhere)"\\n' > "$2/bin/uv"; chmod +x "$2/bin/uv"
`,
  );
  return { ...listeningSession(root, { PATH: `${programs}:${BARE_PATH}` }), programs };
}

describe('uv', () => {
  it('is installed from the committed hashes, and only once', async () => {
    const session = machine();
    const program = join(session.root, '.modax/uv/bin/uv');
    expect(await ensureUv(session)).toEqual({ program, version: '1.2.3' });
    expect(await ensureUv(session)).toEqual({ program, version: '1.2.3' });
    expect(readFileSync(join(session.root, 'pip-calls'), 'utf8')).toBe(
      '-m pip install --require-hashes --no-deps --only-binary :all: ' +
        `--target ${session.root}/.modax/uv.draft -r tools/bootstrap/uv-requirements.txt\n`,
    );
  });

  it('is the machine’s own when it is exactly the pinned version', async () => {
    const session = machine();
    const program = writeProgram(session.programs, 'uv', 'echo "uv 1.2.3"');
    expect(await ensureUv(session)).toEqual({ program, version: '1.2.3' });
    expect(existsSync(join(session.root, 'pip-calls'))).toBe(false);
  });

  it('is installed beside another version of the machine', async () => {
    const session = machine();
    writeProgram(session.programs, 'uv', 'echo "uv 1.2.30"');
    expect((await ensureUv(session)).program).toBe(join(session.root, '.modax/uv/bin/uv'));
  });

  it('replaces what an interrupted or older installation left', async () => {
    const session = machine();
    writeProgram(session.root, '.modax/uv/bin/uv', 'echo "uv 1.0.0"');
    writeFiles(session.root, { '.modax/uv.draft/half': '' });
    await ensureUv(session);
    expect(existsSync(join(session.root, '.modax/uv/half'))).toBe(false);
  });

  it('tells that the package index cannot be reached', async () => {
    const session = machine('echo "NewConnectionError: no route" >&2; exit 1');
    await expect(ensureUv(session)).rejects.toMatchObject({
      code: 'NETWORK_UNREACHABLE',
      remedy: expect.stringContaining('PIP_INDEX_URL') as string,
      details: expect.stringContaining('no route') as string,
    });
  });

  it('tells what else pip could not do', async () => {
    const session = machine('echo "THESE PACKAGES DO NOT MATCH THE HASHES"; exit 1');
    await expect(ensureUv(session)).rejects.toMatchObject({
      code: 'UV_FAILED',
      message: 'uv could not be installed: python3 -m pip ended with exit code 1',
      details: expect.stringContaining('DO NOT MATCH') as string,
    });
  });

  it('does not take an installation for good that does not run', async () => {
    const session = machine('mkdir -p .modax/uv.draft/bin; exit 0');
    await expect(ensureUv(session)).rejects.toMatchObject({ code: 'UV_FAILED' });
  });
});

describe('The pinned version', () => {
  it('is the one in the requirements of this repository', () => {
    const file = fileURLToPath(new URL('../../uv-requirements.txt', import.meta.url));
    expect(pinnedVersion(readFileSync(file, 'utf8'))).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('is an error when there is none', () => {
    expect(() => pinnedVersion('flake8==7')).toThrow('pins no uv');
  });
});
