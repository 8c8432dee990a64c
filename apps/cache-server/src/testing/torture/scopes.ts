import { strict as assert } from 'node:assert';
import { permissionsOf, type Scope } from '../../access/scope.ts';
import { bodyAt, send } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import type { Torture } from './torture.ts';

const HOLDERS = {
  main: permissionsOf.trusted,
  release: permissionsOf.blind,
  developer: permissionsOf.reader,
  pull7: permissionsOf.pullRequest(7),
  pull8: permissionsOf.pullRequest(8),
} as const;
type Holder = keyof typeof HOLDERS;
const NAMES: readonly [Holder, ...Holder[]] = ['main', 'release', 'developer', 'pull7', 'pull8'];
const STEPS = 8;
const HASHES = 3;

/**
 * Lets holders of all kinds of tokens store and ask for the same few entries in random order, beside a model of ten
 * lines: what is read is what the model says, and who reads `trusted` never sees a byte of a pull request.
 */
export const mixScopes: Torture = async ({ count, random, folder, tell }) => {
  const tokens = {} as Record<Holder, string>;
  for (const name of NAMES) tokens[name] = await tokenFor(folder, HOLDERS[name]);
  const server = await CacheProcess.start(folder);
  const seen = { stored: 0, read: 0, missed: 0 };
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const model = new Map<string, string>();
    for (let step = 0; step < STEPS; step += 1) {
      const holder = random.of(NAMES);
      const hash = `${sequence}-${random.below(HASHES)}`;
      const { write, read } = HOLDERS[holder];
      if (random.below(2) === 0) {
        const text = `${write ?? 'nobody'} ${holder} ${step}`;
        const status = await send(server.address, tokens[holder], hash, Buffer.from(text));
        assert.equal(status, expectedStatus(model, write, hash), `${holder} sends ${hash}`);
        if (status !== 200) continue;
        model.set(`${write} ${hash}`, text);
        seen.stored += 1;
      } else {
        const found = await bodyAt(server.address, tokens[holder], hash);
        const expected = read.map((scope) => model.get(`${scope} ${hash}`)).find(Boolean);
        assert.equal(found?.toString(), expected, `${holder} asks for ${hash}`);
        const isUntrusted = found?.toString().startsWith('pr-') === true;
        assert.ok(!isUntrusted || holder.startsWith('pull'), `${holder} reads a pull request`);
        if (found === undefined) seen.missed += 1;
        else seen.read += 1;
      }
    }
    if (sequence % 500 === 0) tell(`mixed ${sequence} of ${count} times\n`);
  }
  await server.end('SIGTERM');
  return `${count} random sequences: ${seen.stored} stored, ${seen.read} read, ${seen.missed} missed, as the model says`;
};

function expectedStatus(
  model: ReadonlyMap<string, string>,
  write: Scope | undefined,
  hash: string,
): number {
  if (write === undefined) return 403;
  return model.has(`${write} ${hash}`) ? 409 : 200;
}
