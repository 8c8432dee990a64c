export { cleanEnvironment } from './environment.ts';
export { interruption, type Interruption } from './interruption.ts';
export { findOnPath, programFile } from './program-file.ts';
export { run } from './run.ts';
export { WITHOUT_SECRETS } from './secrets.ts';
export type {
  OutputStream,
  ProgramCall,
  ProgramControl,
  ProgramOutcome,
  ProgramOutput,
} from './types.ts';
