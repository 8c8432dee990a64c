import { readdirSync, readFileSync } from 'node:fs';
import { until } from './until.ts';

/** How long the system may take to remove killed processes. */
const REMOVAL_MS = 1000;

/** The process group that a program leads; its id is the leader's process id. */
export interface ProcessGroup {
  /** Whether anything of the group still runs. */
  lives(): boolean;
  /** Ends all of the group: SIGTERM, then SIGKILL for what is left after the grace. */
  end(graceMs: number): Promise<void>;
  /** Kills all of the group at once. */
  kill(): void;
}

export function processGroup(id: number): ProcessGroup {
  const lives = (): boolean => send(id, 0) && hasLivingMember(id);
  const gone = (): boolean => !lives();
  return {
    lives,
    end: async (graceMs) => {
      send(id, 'SIGTERM');
      if (await until(gone, graceMs)) return;
      send(id, 'SIGKILL');
      await until(gone, REMOVAL_MS);
    },
    kill: () => {
      send(id, 'SIGKILL');
    },
  };
}

/** Sends a signal to the group; false when there is no such group. */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/**
 * A dead process that nobody has reaped still takes signals. Where process 1 reaps nothing (a container
 * without an init) it stays for ever: only the process table tells it from a living one.
 */
function hasLivingMember(group: number): boolean {
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && isLivingMember(entry, group));
}

function isLivingMember(pid: string, group: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, even a parenthesis: the fields follow the last one.
    const [state, , memberOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(memberOf) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false; // it ended while we looked
  }
}
