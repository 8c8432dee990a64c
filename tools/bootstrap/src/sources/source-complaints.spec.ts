import { describe, expect, it } from 'vitest';
import { sourceComplaints, type Checkout } from './source-complaints.ts';

const sound = [
  'apps/pump/pyproject.toml',
  'apps/pump/src/pump/valve.py',
  'apps/pump/cache-key.mjs',
  'libs/words/package.json',
  'libs/words/tsconfig.json',
  'libs/words/src/word.ts',
  'libs/words/src/word.spec.ts',
  'tools/bootstrap/package.json',
  'tools/bootstrap/tsconfig.json',
  'tools/bootstrap/documents/pages.spec.ts',
];
const atRoot = ['package.json', 'pyproject.toml', 'eslint.config.mjs', 'vitest.config.ts'];

function checkout(more: readonly string[] = [], details: Partial<Checkout> = {}): Checkout {
  const inProjects = more.filter((path) => /^(apps|libs|tools)\//.test(path));
  return {
    onDisk: [...sound, ...inProjects].map((path) => ({ path, isLink: false })),
    inGit: [...atRoot, ...sound, ...more],
    gitIsSilent: false,
    frozen: [],
    ...details,
  };
}

const told = (of: Checkout): readonly string[] =>
  sourceComplaints(of).map(({ code, what }) => `${code}: ${what}`);

describe('A checkout', () => {
  it('is sound when every source lies in a project, where git sees it', () => {
    expect(told(checkout())).toEqual([]);
  });

  it('is sound outside a repository too', () => {
    expect(told(checkout([], { inGit: undefined }))).toEqual([]);
  });
});

describe('A project in a wrong place', () => {
  it.each([
    'apps/pump/tests/fixture/pyproject.toml',
    'libs/words/src/sample/package.json',
    'apps/pump/inner/project.json',
    'apps/package.json',
    'services/other/pyproject.toml',
  ])('%s is named', (path) => {
    expect(told(checkout([path]))).toEqual([
      expect.stringMatching(`^PROJECT_MISPLACED: ${path}: `) as string,
    ]);
  });

  it('is named when another has its name', () => {
    expect(told(checkout(['libs/pump/pyproject.toml']))).toEqual([
      expect.stringMatching('^PROJECT_NAME_TAKEN: apps/pump and libs/pump: ') as string,
    ]);
  });
});

describe('A source that no gate looks at', () => {
  it.each([
    'scripts/deploy.py',
    'deploy.py',
    'apps/loose.py',
    'apps/new/src/new/main.py',
    'libs/words/tools/generate.py',
    'libs/words/src/valve.pyi',
    'libs/new/src/new.ts',
    'apps/pump/src/pump/page.ts',
    'helpers/build.mjs',
  ])('%s is named', (path) => {
    expect(told(checkout([path]))).toEqual([
      expect.stringMatching(`^SOURCE_UNCHECKED: ${path}: `) as string,
    ]);
  });
});

describe('A source that a tool reads and Nx does not see', () => {
  const [valve = '', words = ''] = [sound[1], sound[5]];

  it.each([valve, words])('is named when git ignores it: %s', (path) => {
    const { inGit = [] } = checkout();
    const without = inGit.filter((other) => other !== path);
    expect(told(checkout([], { inGit: without }))).toEqual([
      `SOURCE_UNSEEN: ${path}: git ignores it, and so does Nx`,
    ]);
  });

  it.each(['.nxignore', '.ignore', 'apps/pump/.nxignore', 'apps/pump/src/.ignore'])(
    'is named by the file that hides it: %s',
    (path) => {
      expect(told(checkout([path]))).toEqual([
        `SOURCE_UNSEEN: ${path}: hides files from Nx and from nothing else`,
      ]);
    },
  );

  it('is named when it is a link', () => {
    const { onDisk, inGit = [] } = checkout();
    const link = { path: 'apps/pump/src/other', isLink: true };
    const linked = { onDisk: [...onDisk, link], inGit: [...inGit, link.path] };
    expect(told(checkout([], linked))).toEqual([
      'SOURCE_UNSEEN: apps/pump/src/other: a link, of which Nx does not see what it leads to',
    ]);
  });

  it('is named when git was told not to look', () => {
    expect(told(checkout([], { frozen: [valve] }))[0]).toMatch(
      new RegExp(`^SOURCE_UNSEEN: ${valve}: git was told not to look`),
    );
  });
});

describe('A test that never runs', () => {
  it.each([
    'libs/words/src/word.test.ts',
    'libs/words/tests/word.spec.ts',
    'libs/words/word.spec.ts',
    'libs/words/src/word.spec.mts',
    'libs/words/src/.old/word.spec.ts',
    'libs/words/src/__tests__/word.ts',
    'tools/bootstrap/documents/deep/pages.spec.ts',
    'apps/pump/cache-key.spec.mjs',
  ])('%s is named', (path) => {
    expect(told(checkout([path]))).toEqual([
      expect.stringMatching(`^TEST_NEVER_RUN: ${path}: `) as string,
    ]);
  });
});
