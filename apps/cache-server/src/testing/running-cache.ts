import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Permissions } from '../access/scope.ts';
import { createToken } from '../administration/tokens.ts';
import { type Running, serve, tokenFileIn } from '../serve.ts';
import { type Settings, settingsIn } from '../settings.ts';
import { ask } from './ask.ts';

/** A server that runs in the process of a test, with a folder of its own and a token for each holder. */
export class RunningCache<Holder extends string> {
  readonly settings: Settings;
  readonly tokens: Readonly<Record<Holder, string>>;
  readonly logged: readonly string[];
  readonly #running: Running;

  private constructor(
    settings: Settings,
    tokens: Readonly<Record<Holder, string>>,
    running: Running,
    logged: readonly string[],
  ) {
    this.settings = settings;
    this.tokens = tokens;
    this.#running = running;
    this.logged = logged;
  }

  static async start<Name extends string>(
    holders: Readonly<Record<Name, Permissions>>,
    changes: Partial<Settings> = {},
  ): Promise<RunningCache<Name>> {
    const folder = mkdtempSync(join(tmpdir(), 'modax-cache-'));
    const settings = { ...settingsIn({ PORT: '0', CACHE_FOLDER: folder }, '/'), ...changes };
    const tokens: Record<string, string> = {};
    for (const [name, permissions] of Object.entries<Permissions>(holders)) {
      const wanted = { purpose: name, permissions, days: 1 };
      tokens[name] = (await createToken(tokenFileIn(settings), wanted, Date.now())).text;
    }
    const logged: string[] = [];
    const log = pino(
      { base: null, serializers: { error: pino.stdSerializers.err } },
      { write: (line: string) => logged.push(line) },
    );
    return new RunningCache(
      settings,
      tokens as Record<Name, string>,
      await serve(settings, log),
      logged,
    );
  }

  get address(): string {
    return this.#running.address;
  }

  /** Asks for an entry, or sends one. */
  ask(token: string, hash: string, body?: Buffer): Promise<Response> {
    return ask(this.address, token, hash, body);
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    rmSync(this.settings.folder, { recursive: true, force: true });
  }
}
