const HEARTBEAT_MS = 15_000;
/** What takes less is not worth a line. */
const WORTH_A_LINE_MS = 1000;

/**
 * Does a piece of work and tells on stderr that it goes on: a line once it has taken a second, a sign of
 * life now and then, and a line with the time at its end.
 * @template Result
 * @param {string} label what is being done, as in "Node packages (npm ci)"
 * @param {() => Promise<Result>} work
 * @param {{ write: (text: string) => void, now: () => number }} [terminal]
 * @returns {Promise<Result>}
 */
export async function step(label, work, terminal = standardError) {
  const startedAt = terminal.now();
  const seconds = () => ((terminal.now() - startedAt) / 1000).toFixed(1);
  let told = false;
  const announcement = setTimeout(() => {
    told = true;
    terminal.write(`${label} …\n`);
  }, WORTH_A_LINE_MS);
  const heartbeat = setInterval(() => {
    terminal.write(`${label} … ${seconds()} s\n`);
  }, HEARTBEAT_MS);
  try {
    const result = await work();
    if (told) terminal.write(`${label}: ${seconds()} s\n`);
    return result;
  } finally {
    clearTimeout(announcement);
    clearInterval(heartbeat);
  }
}

const standardError = {
  /** @param {string} text */
  write: (text) => void process.stderr.write(text),
  now: () => performance.now(),
};
