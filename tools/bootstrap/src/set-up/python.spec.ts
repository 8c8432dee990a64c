import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeProgram } from '../testing/folders.ts';
import { listeningSession } from '../testing/sessions.ts';
import { findPythonWithPip, parseAnswer, whyNoPython, withPyenv } from './python.ts';

/** An interpreter, as far as it can be told from what it answers. */
function python(folder: string, name: string, answer: string): string {
  return writeProgram(folder, name, `echo "${answer}"`);
}

describe('The Python that installs uv', () => {
  it('is the one on PATH when it is new enough and has pip', async () => {
    const root = temporaryFolder();
    python(root, 'python3', '3 9 0 True');
    expect(await findPythonWithPip(listeningSession(root, { PATH: root }))).toBe('python3');
  });

  it('is one of pyenv’s where the shim on PATH does not answer', async () => {
    const root = temporaryFolder();
    writeProgram(root, 'python3', 'echo "pyenv: python3: command not found" >&2; exit 127');
    writeProgram(root, 'python', 'exit 127');
    const versions = join(root, 'pyenv/versions');
    python(versions, '3.8.18/bin/python3', '3 8 18 True');
    const good = python(versions, '3.13.0/bin/python3', '3 13 0 True');
    const session = listeningSession(root, { PATH: root, PYENV_ROOT: join(root, 'pyenv') });
    const found = await findPythonWithPip(session);
    // A machine's /usr/bin/python3 may do as well, and comes first.
    expect([good, '/usr/bin/python3']).toContain(found);
  });
});

describe('What an interpreter says of itself', () => {
  it('is read when it is whole', () => {
    expect(parseAnswer('python3', '3 11 7 True\n')).toEqual({
      program: 'python3',
      version: [3, 11, 7],
      hasPip: true,
    });
  });

  it.each([undefined, '', '3.11', 'pyenv: command not found'])(
    'is nothing when it is %j',
    (answer) => {
      expect(parseAnswer('python3', answer)).toBeUndefined();
    },
  );
});

describe('A machine without a fitting Python', () => {
  it('is told that it has none', () => {
    expect(whyNoPython([])).toMatchObject({ code: 'PYTHON_MISSING' });
  });

  it('is told which one is too old', () => {
    const old = { program: 'python3', version: [3, 8, 18], hasPip: true } as const;
    expect(whyNoPython([old])).toMatchObject({
      code: 'PYTHON_TOO_OLD',
      message: 'python3 is Python 3.8.18; at least 3.9 is needed',
    });
  });

  it('is told which one has no pip, before it is told of old ones', () => {
    const old = { program: 'python', version: [3, 8, 18], hasPip: true } as const;
    const bare = { program: 'python3', version: [3, 11, 2], hasPip: false } as const;
    expect(whyNoPython([old, bare])).toMatchObject({
      code: 'PIP_MISSING',
      message: 'python3 (3.11.2) has no pip',
    });
  });
});

describe('pyenv’s interpreters', () => {
  it('come behind everything else on PATH', () => {
    const root = temporaryFolder();
    python(root, 'versions/3.9.18/bin/python3.9', '');
    python(root, 'versions/3.11.7/bin/python3.11', '');
    expect(withPyenv({ PATH: '/usr/bin', PYENV_ROOT: root })).toMatchObject({
      PATH: `/usr/bin:${root}/versions/3.11.7/bin:${root}/versions/3.9.18/bin`,
    });
  });

  it('are none where there is no pyenv', () => {
    expect(withPyenv({ PATH: '/usr/bin', HOME: temporaryFolder() })).toMatchObject({
      PATH: '/usr/bin',
    });
  });
});
