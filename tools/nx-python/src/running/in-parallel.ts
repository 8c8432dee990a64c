/**
 * Runs each piece of work once, at most `parallelism` at the same time, begun in the given order; yields
 * each result as soon as it is there. Work is told the number of its slot, from 0: two pieces that run at
 * the same time never have the same one. An error of one ends the others' turn and is thrown.
 */
export async function* inParallel<Result>(
  work: readonly ((slot: number) => Promise<Result>)[],
  parallelism: number,
): AsyncGenerator<Result> {
  const waiting = [...work];
  const running = new Map<number, Promise<{ readonly slot: number; readonly result: Result }>>();
  const begin = (slot: number): void => {
    const next = waiting.shift();
    if (next !== undefined)
      running.set(
        slot,
        next(slot).then((result) => ({ slot, result })),
      );
  };
  for (let slot = 0; slot < parallelism; slot += 1) begin(slot);
  try {
    while (running.size > 0) {
      const { slot, result } = await Promise.race(running.values());
      running.delete(slot);
      begin(slot);
      yield result;
    }
  } finally {
    await Promise.allSettled(running.values());
  }
}
