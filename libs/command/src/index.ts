export { cleanEnvironment } from './environment.ts';
export { interruption, type Interruption } from './interruption.ts';
export { lastCall, type LastCall, type LastOutput } from './last-call.ts';
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
