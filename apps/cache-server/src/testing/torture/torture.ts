import type { Random } from '../random.ts';

/** What a torture has of its surroundings. */
export interface Surroundings {
  /** How often. */
  readonly count: number;
  readonly random: Random;
  /** A folder of its own, which is removed afterwards. */
  readonly folder: string;
  readonly tell: (text: string) => void;
}

/** Breaks something on purpose; throws when a promise was broken. @returns what was seen, with its counts */
export type Torture = (surroundings: Surroundings) => Promise<string>;

/** Why something cannot be done on this machine. */
export class CannotHere extends Error {}
