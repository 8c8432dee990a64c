import { interruption } from '@modax/command';
import pino from 'pino';
import { PolicyProblem } from './access/identity/policy.ts';
import { TokenFileProblem } from './access/token-file.ts';
import { administer, EXIT } from './administration/administer.ts';
import { parseCommandLine, UsageProblem } from './administration/command-line.ts';
import { serve, tokenFileIn } from './serve.ts';
import { SettingProblem, type Settings, settingsIn } from './settings.ts';
import { limitsOf, openEntries } from './storage/open-store.ts';

try {
  const words = process.argv.slice(2);
  const settings = settingsIn(process.env, process.cwd());
  const [first = 'serve', ...more] = words;
  process.exitCode =
    first === 'serve' && more.length === 0
      ? await serveUntilStopped(settings)
      : await administerEntries(words, settings);
} catch (error) {
  process.exitCode = told(error);
}

async function serveUntilStopped(settings: Settings): Promise<number> {
  const log = pino({
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.err },
  });
  const interruptions = interruption();
  const running = await serve(settings, log);
  log.info({ address: running.address, folder: settings.folder }, 'the remote cache listens');
  if (!interruptions.signal.aborted) {
    await new Promise((resolve) => {
      interruptions.signal.addEventListener('abort', resolve);
    });
  }
  // A second one ends it at once.
  interruptions.release();
  log.info({ signal: interruptions.signal.reason as unknown }, 'no new requests are taken');
  await running.stop();
  log.info('the remote cache has ended');
  return EXIT.done;
}

async function administerEntries(words: readonly string[], settings: Settings): Promise<number> {
  const command = parseCommandLine(words);
  const interruptions = interruption();
  try {
    return await administer(command, {
      tokenFile: tokenFileIn(settings),
      limits: limitsOf(settings),
      entries: () => openEntries(settings),
      now: Date.now,
      signal: interruptions.signal,
      print: (text) => process.stdout.write(text),
      tell: (text) => process.stderr.write(text),
    });
  } finally {
    interruptions.release();
  }
}

/** Tells what is wrong and what to do. @returns the exit code */
function told(error: unknown): number {
  const isTheirs =
    error instanceof SettingProblem ||
    error instanceof TokenFileProblem ||
    error instanceof PolicyProblem ||
    error instanceof UsageProblem;
  const code = isTheirs ? error.code : systemCode(error);
  if (code === undefined) throw error;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${code}: ${message}\n  What to do: docs/operate/run-a-remote-cache.md\n`);
  return isTheirs ? EXIT.wrongUse : EXIT.failed;
}

/** Such as `EADDRINUSE` or `EACCES`, which say enough. */
function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : undefined;
}
