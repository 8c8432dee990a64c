import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ask } from '../session.ts';
import type { ReadySession } from '../set-up/set-up.ts';

/**
 * A digest of everything that decides results and is not in git: the machine, the interpreters, uv, a
 * Trivy of the machine's own, and the state of its vulnerability database.
 */
export async function surroundings(session: ReadySession): Promise<string> {
  const python = await ask(session, [join(session.root, '.venv/bin/python'), '-VV']);
  const facts = [
    `${process.platform} ${process.arch}`,
    `node ${process.version}`,
    `uv ${session.uv.version}`,
    `python ${python ?? 'none'}`,
    `trivy ${ownTrivy(session.environment)}`,
    `trivy database ${databaseState(session.environment)}`,
  ];
  return createHash('sha256').update(facts.join('\n')).digest('hex');
}

/** Which file answers to `trivy` on PATH: asking it for its version takes longer than all of this. */
function ownTrivy(environment: Readonly<Record<string, string>>): string {
  const program = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'trivy'))
    .find((file) => existsSync(file));
  if (program === undefined) return 'none';
  const file = realpathSync(program);
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
}

function databaseState(environment: Readonly<Record<string, string>>): string {
  const home = environment['HOME'] ?? homedir();
  const cache = environment['XDG_CACHE_HOME'] ?? join(home, '.cache');
  const folder = environment['TRIVY_CACHE_DIR'] ?? join(cache, 'trivy');
  const metadata = join(folder, 'db', 'metadata.json');
  return existsSync(metadata) ? readFileSync(metadata, 'utf8') : 'none';
}
