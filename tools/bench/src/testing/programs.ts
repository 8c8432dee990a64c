import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a program for `sh` that stands in for another, with the folders that it lies in. */
export function program(path: string, script: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh -e\n${script}\n`);
  chmodSync(path, 0o755);
}
