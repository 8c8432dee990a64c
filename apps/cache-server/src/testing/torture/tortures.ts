import { stopTheBucket } from './bucket-stops.ts';
import { damageFiles } from './damage.ts';
import { endInMidUpload } from './drain.ts';
import { fillTheDisk } from './full-disk.ts';
import { fuzzHashes } from './fuzz.ts';
import { killInMidPut } from './kill.ts';
import { startWithMany } from './many.ts';
import { sendMuch } from './memory.ts';
import { mixScopes } from './scopes.ts';
import { sendSlowly } from './slow.ts';
import type { Torture } from './torture.ts';
import { raceInBucket, raceInFolder } from './writers.ts';

/** A torture as it is called. */
export interface NamedTorture {
  readonly name: string;
  /** How often `npm run torture` does it, or how much of it. */
  readonly count: number;
  /** The same for each run of the tests. */
  readonly countInTests: number;
  /** What is counted, where it is not how often. */
  readonly unit?: string;
  readonly run: Torture;
}

export const TORTURES: readonly NamedTorture[] = [
  { name: 'scopes', count: 10_000, countInTests: 200, run: mixScopes },
  { name: 'names', count: 10_000, countInTests: 300, run: fuzzHashes },
  { name: 'damage', count: 1000, countInTests: 40, run: damageFiles },
  { name: 'disk-full', count: 60, countInTests: 60, run: fillTheDisk },
  { name: 'race', count: 200, countInTests: 10, run: raceInFolder },
  { name: 'race-bucket', count: 200, countInTests: 5, run: raceInBucket },
  { name: 'drain', count: 50, countInTests: 2, run: endInMidUpload },
  { name: 'bucket-stops', count: 20, countInTests: 1, run: stopTheBucket },
  { name: 'memory', count: 1024, countInTests: 300, unit: 'MiB', run: sendMuch },
  { name: 'start', count: 1_000_000, countInTests: 2000, unit: 'entries', run: startWithMany },
  { name: 'slow', count: 100, countInTests: 10, run: sendSlowly },
  { name: 'kill', count: 1000, countInTests: 10, run: killInMidPut },
];
