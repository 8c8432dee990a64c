export type { ProgramCall, ProgramOutcome } from './types.ts';
