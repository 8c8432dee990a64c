import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const start = readFileSync(join(root, 'tools/nx-container/src/start/command.ts'), 'utf8');

test.each([
  ['read_only', /^ {2}read_only: true()$/m, "'--read-only'"],
  ['cap_drop', /^ {2}cap_drop: \[(\w+)\]$/m, "'--cap-drop=…'"],
  ['security_opt', /^ {2}security_opt: \['([\w:-]+)'\]$/m, "'--security-opt=…'"],
  ['tmpfs', /^ {2}tmpfs: \[([\w/]+)\]$/m, "'--tmpfs=…'"],
  ['mem_limit', /^ {2}mem_limit: (\w+)$/m, "'--memory=…'"],
  ['cpus', /^ {2}cpus: ([\d.]+)$/m, "'--cpus=…'"],
  ['pids_limit', /^ {2}pids_limit: (\d+)$/m, "'--pids-limit=…'"],
  ['stop_grace_period', /^ {2}stop_grace_period: (\d+)s$/m, 'GRACE_SECONDS = …;'],
])('an image is tried with %s as compose runs it', (_, value, stated) => {
  const found = value.exec(compose)?.[1];
  expect(found).toBeDefined();
  expect(start).toContain(stated.replace('…', found ?? ''));
});
