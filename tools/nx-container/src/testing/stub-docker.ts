import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Answers like `docker`: a build is the context as the one layer of an image, a registry is a list of tags,
 * an engine a list of names. What a real one does, the specs of images show; this one fails when it is told to.
 */
const PROGRAM = `
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const state = JSON.parse(readFileSync(process.env.STUB_STATE, 'utf8'));
const words = process.argv.slice(2);
const actionOf = () => {
  if (words[0] === 'load') return 'load';
  if (words[0] === 'image') return words[1] === 'rm' ? 'forget' : 'identify';
  if (words[1] === 'build') return 'build';
  return words.includes('--format={{json .Image}}') ? 'describe' : words[2];
};
const action = actionOf();
state.calls.push(words);
const failure = state.failures[action]?.shift();
const mentions = (reference) => words.some((word) => word.replace('--tag=', '') === reference);
const isDue = (one) => one.action === action && mentions(one.reference);
const due = state.meanwhile.find(isDue);
state.meanwhile = state.meanwhile.filter((one) => one !== due);
Object.assign(state.tags, due?.tags);
// Others may read it at the same moment: they find all of it.
const write = (file, content) => {
  const draft = file + '.' + process.pid;
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, file);
};
const save = () => write(process.env.STUB_STATE, state);
save();
if (failure !== undefined) {
  console.error(failure);
  process.exit(1);
}
const option = (name) =>
  words.find((word) => word.startsWith('--' + name + '='))?.slice(name.length + 3);
const digestOf = (content) => 'sha256:' + createHash('sha256').update(content).digest('hex');
// What an image says of itself has a file of its own: builds take long, and others note theirs meanwhile.
const noteOf = (digest) => process.env.STUB_STATE + '.image-' + digest;

if (action === 'build') {
  const layout = /dest=([^,]+)/.exec(option('output'))[1];
  mkdirSync(layout + '/blobs/sha256', { recursive: true });
  const keep = (content) => {
    const digest = digestOf(content);
    writeFileSync(layout + '/blobs/' + digest.replace(':', '/'), content);
    return { digest, size: content.length };
  };
  const files = execFileSync(
    'tar',
    ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '-c'].concat(
      ['-C', words.at(-1), '.', '-C', option('build-context').split('=')[1], '.'],
    ),
    { maxBuffer: 2 ** 30 },
  );
  const layer = gzipSync(files);
  const labels = words
    .filter((word) => word.startsWith('--label='))
    .map((word) => /^--label=([^=]+)=(.*)$/s.exec(word).slice(1));
  const epoch = words.find((word) => word.startsWith('--build-arg=SOURCE_DATE_EPOCH=')).split('=')[2];
  const configuration = {
    created: new Date(epoch * 1000).toISOString().replace('.000Z', 'Z'),
    architecture: 'amd64',
    os: 'linux',
    config: { User: '1', Labels: Object.fromEntries(labels) },
    rootfs: { type: 'layers', diff_ids: [digestOf(files)] },
    history: [{ created_by: 'COPY context' }],
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      ...keep(Buffer.from(JSON.stringify(configuration))),
    },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...keep(layer) }],
  };
  const image = keep(Buffer.from(JSON.stringify(manifest)));
  const index = { schemaVersion: 2, manifests: [{ mediaType: manifest.mediaType, ...image }] };
  writeFileSync(layout + '/index.json', JSON.stringify(index));
  writeFileSync(layout + '/oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  write(noteOf(image.digest), configuration);
} else if (action === 'load') {
  const archive = option('input');
  const text = execFileSync('tar', ['-x', '-O', '-f', archive, 'manifest.json'], { encoding: 'utf8' });
  const [{ Config, RepoTags }] = JSON.parse(text);
  for (const name of RepoTags) state.engine[name] = Config.replace('blobs/sha256/', 'sha256:');
  save();
} else if (action === 'identify' || action === 'forget') {
  const identity = state.engine[words.at(-1)];
  if (identity === undefined) {
    console.error('Error: No such image: ' + words.at(-1));
    process.exit(1);
  }
  if (action === 'identify') console.log(identity);
  else delete state.engine[words.at(-1)];
  save();
} else if (action === 'describe') {
  const note = noteOf(words.at(-1).split('@')[1]);
  console.log(existsSync(note) ? readFileSync(note, 'utf8') : 'null');
} else if (action === 'inspect') {
  const digest = state.tags[words.at(-1)];
  if (digest === undefined) {
    console.error('ERROR: ' + words.at(-1) + ': not found');
    process.exit(1);
  }
  console.log(digest);
} else {
  for (const word of words.filter((one) => one.startsWith('--tag='))) {
    state.tags[word.slice('--tag='.length)] = words.at(-1).split('@')[1];
  }
  save();
}
`;

type Action = 'build' | 'inspect' | 'describe' | 'create' | 'load' | 'identify' | 'forget';

interface State {
  readonly tags: Record<string, string>;
  /** What the images of the engine are called. */
  readonly engine: Record<string, string>;
  readonly failures: Partial<Record<Action, string[]>>;
  /** What others write right before a call is answered. */
  readonly meanwhile: readonly {
    readonly action: Action;
    readonly reference: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
  readonly calls: readonly (readonly string[])[];
}

/** A `docker` that goes before every other one on PATH. */
export class StubDocker {
  readonly #folder = mkdtempSync(join(tmpdir(), 'modax-stub-'));
  readonly #state = join(this.#folder, 'state.json');

  constructor() {
    mkdirSync(join(this.#folder, 'bin'));
    writeFileSync(join(this.#folder, 'program.mjs'), PROGRAM);
    const script = `#!/bin/sh\nexec ${process.execPath} ${this.#folder}/program.mjs "$@"\n`;
    writeFileSync(join(this.#folder, 'bin/docker'), script, { mode: 0o755 });
    this.#write({ tags: {}, engine: {}, failures: {}, meanwhile: [], calls: [] });
  }

  get variables(): NodeJS.ProcessEnv {
    const path = [join(this.#folder, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
    return { PATH: path, STUB_STATE: this.#state };
  }

  get state(): State {
    return JSON.parse(readFileSync(this.#state, 'utf8')) as State;
  }

  /** The next calls of this kind fail, each with one of these words. */
  fail(action: Action, ...words: readonly string[]): void {
    this.#write({ ...this.state, failures: { ...this.state.failures, [action]: [...words] } });
  }

  /** Others write tags before the next calls of this kind for a reference are answered, each time some of them. */
  meanwhile(
    action: Action,
    reference: string,
    ...written: readonly Readonly<Record<string, string>>[]
  ): void {
    const { meanwhile } = this.state;
    const more = written.map((tags) => ({ action, reference, tags }));
    this.#write({ ...this.state, meanwhile: [...meanwhile, ...more] });
  }

  /** Makes a tag mean an image. */
  tag(reference: string, digest: string): void {
    this.#write({ ...this.state, tags: { ...this.state.tags, [reference]: digest } });
  }

  /** Makes an image say that it is of a commit. */
  describe(
    digest: string,
    revision: string,
    version = '',
    { created = '', architecture = '', otherArchitecture = '' } = {},
  ): void {
    const labels = {
      'org.opencontainers.image.revision': revision,
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.created': created,
    };
    const configuration = (of: string) => ({
      ...(of === '' ? {} : { os: 'linux', architecture: of }),
      config: { Labels: labels },
    });
    const own = configuration(architecture);
    const several = {
      [`linux/${architecture}`]: own,
      [`linux/${otherArchitecture}`]: configuration(otherArchitecture),
    };
    const told = otherArchitecture === '' ? own : several;
    writeFileSync(`${this.#state}.image-${digest}`, JSON.stringify(told));
  }

  /** Gives a name of the engine to an image. */
  name(name: string, identity: string): void {
    this.#write({ ...this.state, engine: { ...this.state.engine, [name]: identity } });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(state: State): void {
    writeFileSync(this.#state, JSON.stringify(state));
  }
}
