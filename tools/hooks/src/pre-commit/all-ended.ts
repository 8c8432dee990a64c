/**
 * What all of them give, once all have ended: one that goes on after another has failed would write into a folder that
 * is gone.
 * @throws what the first of them that failed has thrown
 */
export async function allEnded<Results extends readonly unknown[]>(
  works: readonly [...{ [At in keyof Results]: Promise<Results[At]> }],
): Promise<Results> {
  const all: readonly Promise<unknown>[] = works;
  await Promise.allSettled(all);
  return (await Promise.all(all)) as readonly unknown[] as Results;
}
