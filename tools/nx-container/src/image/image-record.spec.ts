import { expect, test } from 'vitest';
import { type ImageRecord, parseImageRecord } from './image-record.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const record: ImageRecord = {
  project: 'pump',
  digest,
  configuration: digest,
  platform: 'linux/amd64',
  version: '1.2.3',
  revision: 'abc',
  created: '2023-11-14T22:13:20Z',
  bases: [`python@${digest}`],
  size: 12,
  layers: [{ digest, size: 7 }],
  lock: 'uv.lock',
  packages: [{ name: 'httpx', version: '0.28.1' }],
};

test('what was written is read', () => {
  expect(parseImageRecord(JSON.stringify(record))).toEqual(record);
});

test.each([
  ['nothing', ''],
  ['a list', '[]'],
  ['no digest', JSON.stringify({ ...record, digest: undefined })],
  ['a digest that would lead elsewhere', JSON.stringify({ ...record, digest: '../../x' })],
  ['no packages', JSON.stringify({ ...record, packages: undefined })],
  ['no layers', JSON.stringify({ ...record, layers: {} })],
  ['a size that is a text', JSON.stringify({ ...record, size: '12' })],
])('%s is no record', (_, text) => {
  expect(parseImageRecord(text)).toBeUndefined();
});
