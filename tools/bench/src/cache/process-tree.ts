import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

/** Seconds of CPU, user and system, that a process and all below it have used (proc(5), `stat`). */
export function cpuSecondsOf(pid: number): number {
  return treeOf(pid).reduce((sum, one) => sum + (statOf(one)?.seconds ?? 0), 0);
}

function treeOf(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), statOf(Number(name))?.parent] as const);
  const found = new Set([root]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [pid, parent] of parents)
      if (parent !== undefined && found.has(parent)) found.add(pid);
  }
  return [...found];
}

let ticks: number | undefined;
const ticksASecond = (): number =>
  (ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));

function statOf(pid: number): { readonly parent: number; readonly seconds: number } | undefined {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended since.
    return undefined;
  }
  // The name of the program stands in brackets and may hold anything: fields are counted behind it.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0, , , , , , , , , , user = 0, system = 0] = fields;
  return { parent, seconds: (user + system) / ticksASecond() };
}
