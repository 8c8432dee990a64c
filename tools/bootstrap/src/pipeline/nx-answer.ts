import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, type ProgramCall } from '@modax/command';
import { printable } from '@modax/findings';
import { ending, type Session } from '../session.ts';
import { EXIT, Interrupted } from '../stage-0/problem.mjs';
import { REMEMBERED_FILES } from './nx.ts';

/** What a program that looks at the workspace with Nx printed, or why it did not do its work. */
export async function answer(
  session: Session,
  call: ProgramCall,
): Promise<{ readonly text: string } | { readonly trouble: string }> {
  // Nx would take a file of the same size and second for unchanged.
  rmSync(join(session.root, REMEMBERED_FILES), { force: true });
  const outcome = await run(call, { signal: session.signal });
  if (outcome.kind === 'cancelled') throw new Interrupted();
  if (outcome.kind === 'exited' && outcome.code === 0) return { text: outcome.stdout };
  const { how, said } = ending(outcome);
  return { trouble: `the steps cannot be known: Nx ${how}\n${said}` };
}

/** Says that Nx did not do its work. */
export function unable(session: Session, trouble: string): number {
  session.tell(`NX_FAILED: ${trouble.split('\n').map(printable).join('\n')}\n`);
  return EXIT.unable;
}
