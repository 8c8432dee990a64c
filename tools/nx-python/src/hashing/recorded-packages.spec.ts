import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { lockDigest, stamp } from '../environment/workspace-environment.ts';
import { repository } from '../testing/sample-workspace.ts';
import { stationFiles } from '../testing/station-workspace.ts';
import { Disk } from './disk.ts';
import { installedPackages } from './python-environment.ts';
import { recordedPackages, recordFile, recordText } from './recorded-packages.ts';
import { type Change, Station } from './testing/station.ts';

/* Where nothing is installed, the cache is asked by the keys that an environment would give. */

let station: Station | undefined;

afterEach(() => {
  station?.workspace.remove();
});

test('the record of this repository is of its lock, and of what that installs', () => {
  const disk = new Disk(repository);
  expect(
    recordedPackages(recordFile, disk),
    'run `npx nx run workspace:record-packages` after the set-up, and commit the record',
  ).toEqual(installedPackages(disk));
});

test('`nx run workspace:record-packages` writes it', () => {
  station = new Station([]);
  const { root } = station.workspace;
  const program = join(import.meta.dirname, 'record-packages.ts');
  const record = () => spawnSync(process.execPath, [program], { cwd: root, encoding: 'utf8' });
  expect(record()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('ENVIRONMENT_BROKEN') as string,
  });
  expect(existsSync(join(root, recordFile))).toBe(false);
  writeFileSync(join(root, stamp), `\nlock ${lockDigest(root)}\n`);
  expect(record()).toMatchObject({ status: 0, stderr: '' });
  const disk = new Disk(root);
  expect(readFileSync(join(root, recordFile), 'utf8')).toBe(
    recordText(installedPackages(disk), disk),
  );
  expect(recordedPackages(recordFile, disk)?.get('anyflake')).toEqual({
    modules: ['anyflake'],
    entryPoints: ['flake8.extension'],
  });
});

describe('without an environment', () => {
  const nothingInstalled: Change = {
    name: 'nothing installed',
    tasks: [],
    binary: true,
    files: Object.fromEntries(
      Object.keys(stationFiles)
        .filter((path) => path.startsWith('.venv/'))
        .map((path) => [path, () => undefined]),
    ),
  };
  const record: Change = {
    name: 'recorded',
    tasks: [],
    binary: true,
    files: { [recordFile]: textOfRecord },
  };
  const edited = (file: string, edit: (text: string) => string): Change => ({
    name: `${file} edited`,
    tasks: [],
    binary: true,
    files: { [file]: (text) => edit(text ?? '') },
  });
  const added = (text: string) => (file: string) => `${file}\n${text}\n`;

  function textOfRecord(): string {
    const disk = new Disk(station?.workspace.root ?? '');
    return recordText(installedPackages(disk), disk);
  }

  function keys(...states: readonly (readonly Change[])[]) {
    const changes = [...new Set(states.flat())];
    station = new Station(changes);
    return states.map((state) => station?.keys(new Map(state.map(({ name }) => [name, 1]))));
  }

  test('the keys are those of one, by the record of its packages', () => {
    const [installed, absent] = keys([record], [record, nothingInstalled]);
    expect(installed?.size).toBeGreaterThan(30);
    expect(absent).toEqual(installed);
  });

  const edits = (name: string, files: NonNullable<Change['files']>): Change => {
    return { name, tasks: [], binary: true, files };
  };
  const released = edited('uv.lock', (text) =>
    text.replaceAll(/^version = "0\.1\.0"\nsource = \{ editable/gm, (member) =>
      member.replace('0.1.0', '7.1.0'),
    ),
  );
  const newMember = edits('a new member', {
    'pyproject.toml': (text = '') => text.replace('members = [', 'members = ["libs/new", '),
    'uv.lock': (text = '') =>
      text.replace('members = [', 'members = ["station-new", ') +
      '\n[[package]]\nname = "station-new"\nversion = "0.1.0"\n' +
      'source = { editable = "libs/new" }\ndependencies = [{ name = "gamma" }]\n',
    'libs/new/pyproject.toml': () => '[project]\nname = "station-new"\nversion = "0.1.0"\n',
  });
  const ofNoPython = edits('files of others', {
    'tools/typescript/package.json': () => '{}\n',
    'apps/.DS_Store': () => 'a desk\n',
  });

  test.each([
    ['a release has given the members another version', released],
    ['a member is new, and needs what others need', newMember],
    ['what is no Python has come', ofNoPython],
  ])('they are, by the same record, when %s', (_, change) => {
    const [installed, absent] = keys([record, change], [record, change, nothingInstalled]);
    const before = keys([record, nothingInstalled])[0];
    expect(absent?.get('pump:lint')).toBe(installed?.get('pump:lint'));
    expect(absent?.get('pump:lint')).toBe(before?.get('pump:lint'));
  });

  test.each([
    [
      'of another lock',
      edited('uv.lock', (text) => text.replace(/(?<=^name = "pytest"\nversion = ")/m, '9')),
    ],
    ['of another Python', edited('.python-version', () => '3.12\n')],
    ['of other groups', edited('pyproject.toml', (text) => text.replace('"pytest-cov"', ''))],
    [
      'of a library that has become a plugin',
      edited('libs/kit/pyproject.toml', added('[project.entry-points.pytest11]\nkit = "kit"')),
    ],
    ['that is damaged', edited(recordFile, (text) => text.slice(0, -5))],
    ['that is gone', edited(recordFile, () => '')],
  ])('they are not by a record %s', (_, change) => {
    const [installed, absent] = keys([record, change], [record, change, nothingInstalled]);
    expect(absent?.get('pump:test')).not.toBe(installed?.get('pump:test'));
    expect(absent?.get('pump:lint')).not.toBe(installed?.get('pump:lint'));
  });

  test('they are not in what is left of one', () => {
    const left = edited('.venv/bin/flake8', () => '#!/bin/sh\n');
    const [installed, absent] = keys([record], [record, nothingInstalled, left]);
    expect(absent?.get('pump:lint')).not.toBe(installed?.get('pump:lint'));
  });
});
