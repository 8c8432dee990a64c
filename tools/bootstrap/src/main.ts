import { fileURLToPath } from 'node:url';
import { interruption } from '@modax/command';
import { parseCommandLine, USAGE, type Command } from './command-line.ts';
import { WORKSPACE_GATES } from './gates/workspace-gates.ts';
import { recordDurations } from './matrix/durations.ts';
import { matrix } from './matrix/matrix.ts';
import { check } from './pipeline/check.ts';
import { explain } from './pipeline/explain.ts';
import { sessionEnvironment, type Session } from './session.ts';
import { setUp } from './set-up/set-up.ts';
import { withLock } from './stage-0/lock.mjs';
import { EXIT, explain as explainProblem } from './stage-0/problem.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const interruptions = interruption();

try {
  process.exitCode = await perform(parseCommandLine(process.argv.slice(2)), {
    root,
    environment: sessionEnvironment(process.env),
    signal: interruptions.signal,
    tell: (text) => process.stderr.write(text),
  });
} catch (error) {
  const { text, exitCode } = explainProblem(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
} finally {
  interruptions.release();
}

async function perform(command: Command, session: Session): Promise<number> {
  if (command.name === 'help') {
    process.stdout.write(USAGE);
    return EXIT.green;
  }
  return withLock(
    session.root,
    command.name,
    async () => {
      // Of all that is set up, it needs what is there already: the Node packages.
      if (command.name === 'matrix') return matrix(session, command, process.stdout);
      const ready = await setUp(session);
      session.tell(`set-up ${secondsSinceStart()} s\n`);
      if (command.name === 'setup') return EXIT.green;
      if (command.name === 'record') {
        const { size } = recordDurations(session.root, command.files);
        session.tell(`${size} steps are known\n`);
        return EXIT.green;
      }
      return command.name === 'pipeline' && command.explain
        ? explain(ready, command, process.stdout)
        : check(ready, command, process.stdout, WORKSPACE_GATES);
    },
    { signal: session.signal },
  );
}

/** Stage 0 began before this process did. */
function secondsSinceStart(): string {
  const startedAt = Number(process.env['MODAX_STARTED_AT'] ?? performance.timeOrigin);
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}
