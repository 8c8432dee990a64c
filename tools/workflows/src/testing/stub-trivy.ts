import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program in a folder that stands in for Trivy: it says this and ends so, and notes in `asked` what it was asked. */
export function stubTrivy(folder: string, said: string, code: number, log = ''): string {
  const program = join(folder, 'trivy');
  writeFileSync(join(folder, 'said'), said);
  writeFileSync(join(folder, 'log'), log);
  const script = ['#!/bin/sh', 'echo "$*" > asked', 'cat log >&2', 'cat said', `exit ${code}`];
  writeFileSync(program, script.join('\n').replace(/\b(asked|log|said)\b/g, `"${folder}/$1"`), {
    mode: 0o755,
  });
  return program;
}
