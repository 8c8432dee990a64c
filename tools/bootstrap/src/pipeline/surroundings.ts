import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseExceptions } from '@modax/findings';
import { ask } from '../session.ts';
import { findBroker } from '../set-up/broker.ts';
import type { ReadySession } from '../set-up/set-up.ts';

/** Programs of the machine's own that gates and tests use. */
const PROGRAMS = ['trivy', 'openssl'] as const;

/** Where tests look for a broker that is there already. */
const VARIABLES = ['MQTT_BROKER_HOST', 'MQTT_BROKER_PORT'] as const;

/**
 * A digest of everything that decides results and is not in git: the machine, the interpreters, uv,
 * the programs of the machine's own, the state of Trivy's database, the broker and the recording that tests
 * find, and which exceptions have ended. `today` is a date as in 2026-11-25, in UTC.
 */
export async function surroundings(
  session: ReadySession,
  today = new Date().toISOString().slice(0, 10),
): Promise<string> {
  const python = await ask(session, [join(session.root, '.venv/bin/python'), '-VV']);
  const facts = [
    `${process.platform} ${process.arch}`,
    `node ${process.version}`,
    `uv ${session.uv.version}`,
    `python ${python ?? 'none'}`,
    ...PROGRAMS.map((name) => `${name} ${programState(programOnPath(name, session.environment))}`),
    `trivy database ${databaseState(session.environment)}`,
    `broker ${programState(findBroker(session.environment))}`,
    `recording ${recordingState(session)}`,
    ...VARIABLES.map((name) => `${name} ${session.environment[name] ?? 'unset'}`),
    `ended exceptions ${endedExceptions(session.root, today)}`,
  ];
  return createHash('sha256').update(facts.join('\n')).digest('hex');
}

function programOnPath(
  name: string,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  return (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/** Which file a program is, and in which state: asking it for its version takes longer than all of this. */
function programState(program: string | undefined): string {
  if (program === undefined) return 'none';
  const file = realpathSync(program);
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

function databaseState(environment: Readonly<Record<string, string>>): string {
  const home = environment['HOME'] ?? homedir();
  const cache =
    process.platform === 'darwin'
      ? join(home, 'Library/Caches')
      : (environment['XDG_CACHE_HOME'] ?? join(home, '.cache'));
  const folder = environment['TRIVY_CACHE_DIR'] ?? join(cache, 'trivy');
  return ['db', 'policy'].map((kind) => textOrNone(join(folder, kind, 'metadata.json'))).join('\n');
}

/** Where end-to-end tests look for a recorded run of a machine. */
function recordingState({ root, environment }: ReadySession): string {
  const folder = environment['MODAX_SKAB_DIRECTORY'] ?? join(root, '..', 'shared', 'data', 'skab');
  return existsSync(folder) ? folder : 'none';
}

/** What was green with an exception is not, once that has ended. */
function endedExceptions(root: string, today: string): string {
  const text = textOrNone(join(root, 'exceptions.json'));
  if (text === 'none') return text;
  const read = parseExceptions(text, { file: 'exceptions.json', today });
  return 'exceptions' in read
    ? JSON.stringify(read.exceptions.filter(({ expires }) => expires < today))
    : 'unreadable';
}

function textOrNone(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : 'none';
}
