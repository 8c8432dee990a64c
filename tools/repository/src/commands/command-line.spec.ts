import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import { apiUrlIn, repositoryMeant, tokenIn } from './target.ts';

describe('The words behind `npm run repository --`', () => {
  it('are understood', () => {
    const check = { name: 'check', repository: undefined, json: false, yes: false };
    expect(parseCommandLine(['check'])).toEqual(check);
    expect(parseCommandLine(['check', '--json', '--repository=a/b'])).toEqual({
      ...check,
      json: true,
      repository: 'a/b',
    });
    expect(parseCommandLine(['apply', '--yes'])).toEqual({ ...check, name: 'apply', yes: true });
    expect(parseCommandLine(['--help'])).toEqual({ name: 'help' });
  });

  it.each([[[]], [['set']], [['check', 'apply']], [['check', '--yes']], [['apply', '--force']]])(
    'are refused: %j',
    (words) => {
      expect(() => parseCommandLine(words)).toThrow();
    },
  );
});

const API = 'https://api.github.com';

describe('The repository', () => {
  it.each([
    'https://github.com/modax/modax.git',
    'https://github.com/modax/modax',
    'https://x-access-token@github.com/modax/modax/',
    'git@github.com:modax/modax.git',
    'ssh://git@github.com:22/modax/modax.git',
  ])('is found at %s', (remote) => {
    expect(repositoryMeant(undefined, { remote, apiUrl: API })).toEqual({
      owner: 'modax',
      repo: 'modax',
    });
  });

  it('is not the one of that name on another host', () => {
    const remote = 'https://gitlab.example/modax/modax.git';
    expect(() => repositoryMeant(undefined, { remote, apiUrl: API })).toThrow('which repository?');
    const apiUrl = 'https://gitlab.example/api/v3';
    expect(repositoryMeant(undefined, { remote, apiUrl }).owner).toBe('modax');
  });

  it('is the one that is named', () => {
    const remote = 'https://github.com/modax/modax.git';
    expect(repositoryMeant('other/.github', { remote, apiUrl: API })).toEqual({
      owner: 'other',
      repo: '.github',
    });
  });

  it.each(['modax', 'a/b/c', '../modax', 'modax/..', 'modax/a b', 'modax/a%2fb', '/modax', ''])(
    'is not %j',
    (name) => {
      expect(() => repositoryMeant(name, { remote: undefined, apiUrl: API })).toThrow(
        'is no OWNER/NAME',
      );
    },
  );

  it('has to be named where git has no remote', () => {
    expect(() => repositoryMeant(undefined, { remote: undefined, apiUrl: API })).toThrow(
      'which repository?',
    );
  });
});

describe('A token', () => {
  it('is sent to GitHub, or where GITHUB_API_URL says', () => {
    expect(apiUrlIn(undefined)).toBe('https://api.github.com');
    expect(apiUrlIn('https://github.example/api/v3/')).toBe('https://github.example/api/v3');
    expect(apiUrlIn('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
  });

  it.each(['http://github.example', 'ftp://127.0.0.1', 'https://me:secret@github.example', 'x'])(
    'is not sent to %s',
    (address) => {
      expect(() => apiUrlIn(address)).toThrow('has to be an https address');
    },
  );

  it('may have a line break behind it, and nothing within', () => {
    expect(tokenIn('github_pat_1\n')).toBe('github_pat_1');
    expect(() => tokenIn('a\nb')).toThrow('holds characters that no token has');
    expect(() => tokenIn(undefined)).toThrow('GITHUB_TOKEN is not set');
  });
});
