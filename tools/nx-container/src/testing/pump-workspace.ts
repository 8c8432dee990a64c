import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { IMAGE_RUNTIME } from '../project/image-project.ts';

const repository = resolve(import.meta.dirname, '../../../..');

const pyproject = (name: string, module: string, dependencies: readonly string[]) => `[project]
name = "${name}"
version = "1.2.3"
description = "A sample"
requires-python = ">=3.9"
license = "MIT"
dependencies = ${JSON.stringify(dependencies)}

[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["src/${module}"]
`;

/** Answers on /status, and ends a request that it has begun before it follows SIGTERM. */
const SERVICE = `"""A sample."""

import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sample_kit import greeting


stopping = threading.Event()


class Handler(BaseHTTPRequestHandler):
    """Answers."""

    def do_GET(self) -> None:
        """Not before it is to stop, when asked to."""
        if self.path == "/slow":
            print("/slow begins", flush=True)
            stopping.wait()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(greeting().encode())


server = ThreadingHTTPServer(("0.0.0.0", 8000), Handler)
server.daemon_threads = False


def stop(*_: object) -> None:
    """Lets what has begun end."""
    stopping.set()
    sys.exit(0)


signal.signal(signal.SIGTERM, stop)
server.serve_forever()
`;

const locked = readFileSync(join(repository, 'uv.lock'), 'utf8').split('[[package]]\n');

/** What the lock of this repository holds of these packages. */
const lockedEntries = (...names: readonly string[]): readonly string[] =>
  locked.filter((text) => names.some((name) => text.startsWith(`name = "${name}"\n`)));

/** What makes the wheels, as this repository's own environment has it. */
const BACKEND = ['hatchling', 'packaging', 'pathspec', 'pluggy', 'tomlkit', 'trove-classifiers'];

const LOCK = `version = 1
requires-python = ">=3.9"

[manifest]
members = ["sample", "sample-kit", "sample-pump"]

[[package]]
name = "sample"
version = "0.0.0"
source = { virtual = "." }

[[package]]
name = "sample-kit"
version = "1.2.3"
source = { editable = "libs/kit" }

[[package]]
name = "sample-pump"
version = "1.2.3"
source = { editable = "apps/pump" }
dependencies = [
    { name = "sample-kit" },
]

[package.metadata]
requires-dist = [{ name = "sample-kit", editable = "libs/kit" }]

[[package]]
${lockedEntries(...BACKEND).join('[[package]]\n')}`;

/** A workspace with one service and one library, as a commit, and what to do in it. */
export class PumpWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'modax-pump-'));
  readonly request = { workspaceRoot: this.root, name: 'pump', root: 'apps/pump' };

  constructor() {
    const dockerfile = readFileSync(join(repository, 'apps/control-layer/Dockerfile'), 'utf8');
    this.write({
      'apps/pump/Dockerfile': dockerfile.replaceAll('modax_control', 'sample_pump'),
      'apps/pump/pyproject.toml': pyproject('sample-pump', 'sample_pump', ['sample-kit']),
      'apps/pump/src/sample_pump/__init__.py': '"""A sample."""\n',
      'apps/pump/src/sample_pump/__main__.py': SERVICE,
      'libs/kit/pyproject.toml': pyproject('sample-kit', 'sample_kit', []),
      'libs/kit/src/sample_kit/__init__.py':
        '"""A sample."""\n\n\ndef greeting() -> str:\n    """Says hello."""\n    return "hello"\n',
      'pyproject.toml':
        '[project]\nname = "sample"\nversion = "0.0.0"\nrequires-python = ">=3.9"\n' +
        '[tool.uv]\npackage = false\n[tool.uv.workspace]\nmembers = ["apps/pump", "libs/kit"]\n' +
        '[tool.uv.sources]\nsample-kit = { workspace = true }\n',
      'uv.lock': LOCK,
      '.python-version': '3.11\n',
      '.gitignore': '.modax/\n.venv\nreports/\n',
    });
    // The tools of this repository.
    mkdirSync(join(this.root, '.modax'));
    symlinkSync(join(repository, '.modax/uv'), join(this.root, '.modax/uv'));
    symlinkSync(join(repository, '.venv'), join(this.root, '.venv'));
    cpSync(join(repository, IMAGE_RUNTIME), join(this.root, IMAGE_RUNTIME), {
      recursive: true,
      filter: (path) => !path.endsWith('__pycache__'),
    });
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit();
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  /** Has the pump depend on a package that the lock of this repository holds, and commits that. */
  dependOn(name: string): void {
    const dependencies = `dependencies = [\n    { name = "${name}" },`;
    this.commit({
      'apps/pump/pyproject.toml': pyproject('sample-pump', 'sample_pump', ['sample-kit', name]),
      'uv.lock': [
        LOCK.replace('dependencies = [', dependencies).replace(
          'requires-dist = [',
          `requires-dist = [{ name = "${name}" }, `,
        ),
        ...lockedEntries(name),
      ].join('\n[[package]]\n'),
    });
  }

  /** Commits what differs. */
  commit(files: Readonly<Record<string, string>> = {}): void {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'change');
  }

  git(...words: readonly string[]): string {
    const author = ['-c', 'user.name=sample', '-c', 'user.email=sample@localhost'];
    const unsigned = ['-c', 'commit.gpgsign=false', '-c', 'tag.gpgsign=false'];
    return execFileSync('git', [...author, ...unsigned, ...words], {
      cwd: this.root,
      encoding: 'utf8',
    }).trim();
  }

  /** Has others see what a branch holds as the `main` that was pushed: a release is of nothing else. */
  seenByOthers(branch = 'main'): void {
    this.git('update-ref', 'refs/remotes/origin/main', `refs/heads/${branch}`);
  }

  /** The same commits in another folder. */
  copy(): PumpWorkspace {
    const copy = new PumpWorkspace();
    rmSync(join(copy.root, '.git'), { recursive: true });
    cpSync(join(this.root, '.git'), join(copy.root, '.git'), { recursive: true });
    copy.git('checkout', '--quiet', '--force', 'HEAD');
    return copy;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
