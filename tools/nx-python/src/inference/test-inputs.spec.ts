import { describe, expect, test } from 'vitest';
import { parseTestInputs } from './test-inputs.ts';

const file = 'apps/pump/pyproject.toml';
const nothing = { files: [], programs: [], environment: [], folders: [] };

test('a project that states none has none', () => {
  expect(parseTestInputs(undefined, file)).toEqual(nothing);
});

test('what is stated', () => {
  const stated = {
    files: ['config/station.json'],
    programs: ['mosquitto'],
    environment: ['MQTT_BROKER_HOST'],
    folders: ['../shared/data'],
  };
  expect(parseTestInputs(stated, file)).toEqual(stated);
});

describe('refused, by file and key', () => {
  test.each([
    ['x', 'must be a table'],
    [{ file: ['a'] }, 'file is unknown; known are files, programs, environment, folders'],
    [{ toString: [] }, 'toString is unknown; known are files, programs, environment, folders'],
    [{ files: 'a' }, 'files must be a list of files, not "a"'],
    [{ files: [1] }, 'files must be a list of files, not [1]'],
    [{ files: ['/etc/passwd'] }, 'files must be a list of files, not ["/etc/passwd"]'],
    [{ files: ['../a'] }, 'files must be a list of files, not ["../a"]'],
    [{ files: ['config/*'] }, 'files must be a list of files, not ["config/*"]'],
    [{ programs: ['bin/x'] }, 'programs must be a list of programs, not ["bin/x"]'],
    [{ environment: ['A=1'] }, 'environment must be a list of environment, not ["A=1"]'],
    [{ folders: [''] }, 'folders must be a list of folders, not [""]'],
  ])('%j', (value, message) => {
    expect(() => parseTestInputs(value, file)).toThrow(
      new Error(`${file}: [tool.modax.test-inputs] ${message}`),
    );
  });
});
