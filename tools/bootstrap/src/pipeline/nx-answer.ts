import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run, type ProgramCall } from '@modax/command';
import { printable } from '@modax/findings';
import { ending, type Session } from '../session.ts';
import { EXIT, Interrupted } from '../stage-0/problem.mjs';
import { planFileCall, REMEMBERED_FILES, type Scope } from './nx.ts';

/** What was asked for, or why there is no answer. */
type Answer = { readonly text: string } | { readonly trouble: string };

/** Of this process alone: another may plan in the same checkout. */
const PLAN = `.nx/plan-${process.pid}.json`;

/** What a program that looks at the workspace with Nx printed, or why it did not do its work. */
export async function answer(session: Session, call: ProgramCall): Promise<Answer> {
  // Nx would take a file of the same size and second for unchanged.
  rmSync(join(session.root, REMEMBERED_FILES), { force: true });
  const outcome = await run(call, { signal: session.signal });
  if (outcome.kind === 'cancelled') throw new Interrupted();
  if (outcome.kind === 'exited' && outcome.code === 0) return { text: outcome.stdout };
  const { how, said } = ending(outcome);
  return { trouble: `the steps cannot be known: Nx ${how}\n${said}` };
}

/** What `use` makes of the file with Nx's plan for what a scope reaches, which is gone afterwards. */
export async function withPlan(
  session: Session,
  scope: Scope,
  use: (file: string) => Answer | Promise<Answer>,
  targets?: readonly string[],
): Promise<Answer> {
  const file = join(session.root, PLAN);
  mkdirSync(dirname(file), { recursive: true });
  try {
    rmSync(file, { force: true });
    const made = await answer(session, planFileCall(session, scope, file, targets));
    return 'trouble' in made ? made : await use(file);
  } finally {
    rmSync(file, { force: true });
  }
}

/** For `withPlan`: the plan itself. */
export function textOfPlan(file: string): Answer {
  return { text: readFileSync(file, 'utf8') };
}

/** Says that Nx did not do its work. */
export function unable(session: Session, trouble: string): number {
  session.tell(`NX_FAILED: ${trouble.split('\n').map(printable).join('\n')}\n`);
  return EXIT.unable;
}
