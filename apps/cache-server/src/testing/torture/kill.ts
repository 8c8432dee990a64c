import { strict as assert } from 'node:assert';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { permissionsOf } from '../../access/scope.ts';
import { bodyAt } from '../ask.ts';
import { CacheProcess, tokenFor } from '../cache-process.ts';
import type { Random } from '../random.ts';
import { bytesOf } from '../store-contract.ts';
import type { Torture } from './torture.ts';

const UPLOADS = 4;
const SIZES = [100, 70_000, 300_000, 3_000_000] as const;

interface Upload {
  readonly hash: string;
  readonly body: Buffer;
}

/**
 * Kills a server while it is sent entries, and starts it again: what it said to have stored is there, and of the rest
 * there is all or nothing.
 */
export const killInMidPut: Torture = async ({ count, random, folder, tell }) => {
  const token = await tokenFor(folder, permissionsOf.trusted);
  const seen = { acknowledged: 0, unacknowledged: 0, whole: 0 };
  let server = await CacheProcess.start(folder);
  for (let round = 1; round <= count; round += 1) {
    const uploads = Array.from({ length: UPLOADS }, (_, place) => ({
      hash: `${round}-${place}`,
      body: bytesOf(random.of(SIZES) + random.below(100), round * UPLOADS + place),
    }));
    const acknowledged = await killedAmong(server, token, uploads, random);
    server = await CacheProcess.start(folder);
    assert.deepEqual(readdirSync(`${folder}/incoming`), [], 'what was half written has gone');
    for (const { hash, body } of uploads) {
      const found = await bodyAt(server.address, token, hash);
      assert.ok(found === undefined || found.equals(body), `${hash} is torn`);
      if (acknowledged.has(hash)) {
        seen.acknowledged += 1;
        assert.ok(found !== undefined, `${hash} was acknowledged and is gone`);
      } else {
        seen.unacknowledged += 1;
        seen.whole += found === undefined ? 0 : 1;
      }
    }
    if (round % 50 === 0) tell(`killed ${round} of ${count} times\n`);
  }
  await server.end('SIGTERM');
  assert.ok(seen.acknowledged > 0 && seen.unacknowledged > 0, 'both kinds were seen');
  return (
    `killed ${count} times: ${seen.acknowledged} acknowledged entries are all there, of ` +
    `${seen.unacknowledged} others ${seen.whole} are there whole and none in part`
  );
};

/**
 * Sends entries and kills the server when some of their bytes have gone, or when some of them were acknowledged.
 * @returns what it acknowledged
 */
async function killedAmong(
  server: CacheProcess,
  token: string,
  uploads: readonly Upload[],
  random: Random,
): Promise<ReadonlySet<string>> {
  const acknowledged = new Set<string>();
  const bytes = uploads.reduce((sum, { body }) => sum + body.length, 0);
  // Bytes go into the system's buffers faster than anybody answers: half of the times answers are waited for.
  const waitsForAnswers = random.below(2) === 0;
  const bytesBefore = waitsForAnswers ? Infinity : 1 + random.below(bytes);
  const answersBefore = waitsForAnswers ? 1 + random.below(uploads.length) : Infinity;
  let sent = 0;
  let killing: Promise<unknown> | undefined;
  const gone = (count: number): void => {
    sent += count;
    if (sent >= bytesBefore) killing ??= server.end('SIGKILL');
  };
  await Promise.all(
    uploads.map(async (upload) => {
      const status = await sendInPieces(server.address, token, upload, gone);
      if (status === 200) acknowledged.add(upload.hash);
      if (acknowledged.size >= answersBefore) killing ??= server.end('SIGKILL');
    }),
  );
  await (killing ?? server.end('SIGKILL'));
  return acknowledged;
}

const PIECE = 16 * 1024;

/** @returns the answer; none where the server was killed before it */
function sendInPieces(
  address: string,
  token: string,
  { hash, body }: Upload,
  gone: (count: number) => void,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sending = request(`${address}/v1/cache/${hash}`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Length': body.length },
    });
    sending.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.once('error', () => {
      resolve(undefined);
    });
    const sendFrom = (at: number): void => {
      const piece = body.subarray(at, at + PIECE);
      if (piece.length === 0) {
        sending.end();
        return;
      }
      sending.write(piece, () => {
        gone(piece.length);
        sendFrom(at + PIECE);
      });
    };
    sendFrom(0);
  });
}
