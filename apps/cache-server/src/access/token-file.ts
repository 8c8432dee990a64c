import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { arrayOf, isMissing, parseJson, recordOf } from '@modax/findings';
import { syncFolder } from '../sync-folder.ts';
import { areSound, isScope, type Permissions } from './scope.ts';
import type { TokenRecord } from './token.ts';

/** The file of tokens is not one that can be trusted to say who may do what. */
export class TokenFileProblem extends Error {
  readonly code = 'TOKENS_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'TokenFileProblem';
  }
}

const VERSION = 1;

/**
 * The tokens of a file; none where there is no file.
 * @throws TokenFileProblem
 */
export function readTokens(file: string): readonly TokenRecord[] {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return tokensIn(text);
}

/** @throws TokenFileProblem */
export function tokensIn(text: string): readonly TokenRecord[] {
  const json = parseJson(text);
  if (json === undefined) throw new TokenFileProblem('the file of tokens is no JSON');
  const content = recordOf(json);
  const tokens = arrayOf(content?.['tokens']);
  if (content?.['version'] !== VERSION || tokens === undefined) {
    throw new TokenFileProblem(`the file of tokens is not one of version ${VERSION}`);
  }
  return tokens.map(tokenOf);
}

export function textOfTokens(tokens: readonly TokenRecord[]): string {
  return `${JSON.stringify({ version: VERSION, tokens }, undefined, 2)}\n`;
}

/**
 * Changes the tokens of a file, which is for the user of the server alone. It is there whole or as it was, and two
 * that change it at the same time follow each other.
 * @throws TokenFileProblem also where somebody else has been changing it for long
 */
export async function changeTokens(
  file: string,
  change: (tokens: readonly TokenRecord[]) => readonly TokenRecord[],
): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.draft`;
  const descriptor = await openDraft(draft);
  try {
    // Whole, or it throws: a disk may take a part of it.
    writeFileSync(descriptor, textOfTokens(change(readTokens(file))));
    fsyncSync(descriptor);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  await syncFolder(dirname(file));
}

/** How often, and after how many milliseconds each, it is tried to be the only one. */
const TRIES = 40;
const TRY_MS = 25;
const LEFT_MS = 10_000;

/** The draft is the lock: only one can make it. */
async function openDraft(draft: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return openSync(draft, 'wx', 0o600);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    if (isLeft(draft)) {
      rmSync(draft, { force: true });
      continue;
    }
    if (tries >= TRIES) throw new TokenFileProblem('somebody else changes the tokens all the time');
    await wait(TRY_MS);
  }
}

/** Whether whoever has made the draft was killed: it is written and gone in a moment. */
function isLeft(draft: string): boolean {
  const state = statSync(draft, { throwIfNoEntry: false });
  return state !== undefined && Date.now() - state.mtimeMs > LEFT_MS;
}

function tokenOf(value: unknown): TokenRecord {
  const token = recordOf(value);
  if (token === undefined) throw new TokenFileProblem('a token is no object');
  const { id, name, secretHash, createdAt, expiresAt, revokedAt, isOfJob } = token;
  if (
    !isText(id, /^[0-9a-f]{12}$/) ||
    !isText(name, /./) ||
    !isText(secretHash, /^[0-9a-f]{64}$/) ||
    !isTime(createdAt) ||
    !isTimeOrNone(expiresAt) ||
    !isTimeOrNone(revokedAt) ||
    !isTrueOrNone(isOfJob)
  ) {
    throw new TokenFileProblem(`the token ${JSON.stringify(id)} has a property that is none of it`);
  }
  const permissions = permissionsIn(token['permissions']);
  if (permissions === undefined || !areSound(permissions)) {
    throw new TokenFileProblem(
      `the token ${id} may do what no token may: read what another scope wrote, or something that is no scope`,
    );
  }
  return { id, name, secretHash, permissions, createdAt, expiresAt, revokedAt, isOfJob };
}

function permissionsIn(value: unknown): Permissions | undefined {
  const { write, read } = recordOf(value) ?? {};
  const listed = arrayOf(read);
  if (listed === undefined) return undefined;
  const scopes = listed.filter((scope) => typeof scope === 'string').filter(isScope);
  if (scopes.length !== listed.length) return undefined;
  if (write === undefined) return { write, read: scopes };
  return typeof write === 'string' && isScope(write) ? { write, read: scopes } : undefined;
}

function isText(value: unknown, shape: RegExp): value is string {
  return typeof value === 'string' && shape.test(value);
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isTimeOrNone(value: unknown): value is string | undefined {
  return value === undefined || isTime(value);
}

function isTrueOrNone(value: unknown): value is true | undefined {
  return value === undefined || value === true;
}
