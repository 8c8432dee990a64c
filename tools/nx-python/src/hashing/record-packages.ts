import { writeFileSync } from 'node:fs';
import { workspaceEnvironment } from '../environment/workspace-environment.ts';
import { Disk } from './disk.ts';
import { installedPackages } from './python-environment.ts';
import { recordFile, recordText } from './recorded-packages.ts';

/* Run at the workspace's root after the set-up: writes what the packages of the lock hold. */

const root = process.cwd();
const found = workspaceEnvironment(root);
if ('problem' in found) {
  const { code, message, remedy } = found.problem;
  console.error(`${code}: ${message}\n  ${remedy}`);
  process.exitCode = 1;
} else {
  const disk = new Disk(root);
  writeFileSync(recordFile, recordText(installedPackages(disk), disk));
}
