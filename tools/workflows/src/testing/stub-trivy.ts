import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A program in a folder that stands in for Trivy: it says this and ends so, and notes what it was
 * asked (`asked`), and in which folder and with how many words of the surroundings (`where`).
 */
export function stubTrivy(folder: string, said: string, code: number, log = ''): string {
  const program = join(folder, 'trivy');
  writeFileSync(join(folder, 'said'), said);
  writeFileSync(join(folder, 'log'), log);
  const script = [
    '#!/bin/sh',
    'echo "$*" > asked',
    '{ pwd; env | grep -c ^TRIVY_; } > where',
    'cat log >&2',
    'cat said',
    `exit ${code}`,
  ];
  const named = script.join('\n').replace(/\b(asked|where|log|said)\b/g, `"${folder}/$1"`);
  writeFileSync(program, named, { mode: 0o755 });
  return program;
}
