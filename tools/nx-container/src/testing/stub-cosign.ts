import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Answers like `cosign` of version 3 whose registry keeps what is stated. What a real one does,
 * signed-image.spec.ts shows; this one fails when it is told to.
 */
const PROGRAM = `
import { readFileSync, writeFileSync } from 'node:fs';

const state = JSON.parse(readFileSync(process.env.STUB_COSIGN, 'utf8'));
const [action, ...words] = process.argv.slice(2);
const option = (name) =>
  words.find((word) => word.startsWith('--' + name + '='))?.slice(name.length + 3);
const isHelp = words.includes('--help');
if (!isHelp) state.calls.push(action);
const failure = isHelp ? undefined : state.failures[action]?.shift();
const save = () => writeFileSync(process.env.STUB_COSIGN, JSON.stringify(state));
save();
const fail = (text) => {
  console.error('Error: ' + text);
  process.exit(1);
};
const say = (type, predicate) => {
  if (state.isForgetful) return;
  const payload = Buffer.from(JSON.stringify({ predicate })).toString('base64');
  state.stated.push({ type, payload });
  save();
};

if (failure !== undefined) fail(failure);
if (isHelp) console.log(state.isOld ? '--tlog-upload' : '--signing-config');
else if (process.env.COSIGN_PASSWORD !== 'CHANGE-ME' && action !== 'verify-attestation') {
  fail('decrypt: encrypted: decryption failed');
} else if (action === 'public-key') console.log('-----BEGIN PUBLIC KEY-----');
else if (action === 'sign') say('https://sigstore.dev/cosign/sign/v1', {});
else if (action === 'attest') {
  const predicate = JSON.parse(readFileSync(option('predicate'), 'utf8'));
  say('https://slsa.dev/provenance/v1', predicate);
} else {
  const found = state.stated.filter(({ type }) => type === option('type'));
  if (found.length === 0) fail('no matching attestations');
  for (const { payload } of found) console.log(JSON.stringify({ payload }));
}
`;

type Action = 'sign' | 'attest' | 'verify-attestation';

interface State {
  readonly stated: readonly { readonly type: string }[];
  readonly calls: readonly string[];
  readonly failures: Partial<Record<Action, string[]>>;
  /** Whether it is of a version before 3. */
  readonly isOld: boolean;
  /** Whether its registry loses what it is given. */
  readonly isForgetful: boolean;
}

/** A `cosign` that goes before every other one on PATH. */
export class StubCosign {
  readonly #folder = mkdtempSync(join(tmpdir(), 'modax-stub-'));
  readonly #state = join(this.#folder, 'state.json');

  constructor(kind: Partial<Pick<State, 'isOld' | 'isForgetful'>> = {}) {
    mkdirSync(join(this.#folder, 'bin'));
    writeFileSync(join(this.#folder, 'program.mjs'), PROGRAM);
    const script = `#!/bin/sh\nexec ${process.execPath} ${this.#folder}/program.mjs "$@"\n`;
    writeFileSync(join(this.#folder, 'bin/cosign'), script, { mode: 0o755 });
    const state = { stated: [], calls: [], failures: {}, isOld: false, isForgetful: false };
    this.#write({ ...state, ...kind });
  }

  /** With a key that it can read. */
  get variables(): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.#folder, 'bin'), process.env['PATH'] ?? ''].join(delimiter),
      STUB_COSIGN: this.#state,
      COSIGN_PRIVATE_KEY: 'PEM',
      COSIGN_PASSWORD: 'CHANGE-ME',
    };
  }

  get state(): State {
    return JSON.parse(readFileSync(this.#state, 'utf8')) as State;
  }

  /** The next calls of this kind fail, each with one of these words. */
  fail(action: Action, ...words: readonly string[]): void {
    this.#write({ ...this.state, failures: { ...this.state.failures, [action]: [...words] } });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(state: State): void {
    writeFileSync(this.#state, JSON.stringify(state));
  }
}
