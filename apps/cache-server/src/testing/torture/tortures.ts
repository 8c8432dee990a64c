import { stopTheBucket } from './bucket-stops.ts';
import { damageFiles } from './damage.ts';
import { endInMidUpload } from './drain.ts';
import { fillTheDisk } from './full-disk.ts';
import { fuzzHashes } from './fuzz.ts';
import { killInMidPut } from './kill.ts';
import { mixScopes } from './scopes.ts';
import { sendSlowly } from './slow.ts';
import type { Torture } from './torture.ts';
import { raceInBucket, raceInFolder } from './writers.ts';

/** A torture as it is called. */
export interface NamedTorture {
  readonly name: string;
  /** How often `npm run torture` does it. */
  readonly count: number;
  /** How often each run of the tests does. */
  readonly countInTests: number;
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
  { name: 'slow', count: 100, countInTests: 10, run: sendSlowly },
  { name: 'kill', count: 1000, countInTests: 10, run: killInMidPut },
];
