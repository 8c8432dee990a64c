import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * Waits until the condition holds, about `limitMs` at most; tells whether it does. For what raises no
 * event, such as the end of a process that is not our child. The limit counts looks, not clock time:
 * between two looks Node reads what has arrived, so a stalled process of ours loses no output.
 */
export async function until(condition: () => boolean, limitMs: number): Promise<boolean> {
  for (let looks = Math.ceil(limitMs / POLL_MS); looks > 0; looks -= 1) {
    if (condition()) return true;
    await delay(POLL_MS);
  }
  return condition();
}
