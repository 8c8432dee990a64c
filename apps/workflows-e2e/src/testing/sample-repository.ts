import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '');

/** The packages of the Python applications, which here do nothing. */
const PYTHON_APPLICATIONS: Readonly<Record<string, string>> = {
  'apps/ai-layer': 'src/modax_ai',
  'apps/control-layer': 'src/modax_control',
  'apps/layers-e2e': 'src/modax_layers_e2e',
};
const DOCUMENTS = 'tools/bootstrap/documents';
const TYPESCRIPT_APPLICATIONS = ['apps/cache-server', 'apps/images-e2e', 'apps/workflows-e2e'];

/**
 * This repository with all that workflows run and check with, and applications that do next to nothing: what a
 * workflow does for a change does not depend on what is in them.
 */
export class SampleRepository {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static make(root: string): SampleRepository {
    const tracked = git(ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
      .split('\0')
      .filter((file) => file !== '' && isTaken(file));
    for (const file of tracked) cpSync(join(ROOT, file), join(root, file));
    const sample = new SampleRepository(root);
    for (const [folder, source] of Object.entries(PYTHON_APPLICATIONS)) {
      const module = source.replace(/^src\//, '');
      sample.write(`${folder}/${source}/__init__.py`, `"""${module}."""\n\nNAME = "${module}"\n`);
      sample.write(`${folder}/${source}/py.typed`, '');
      sample.write(`${folder}/tests/__init__.py`, '"""Tests."""\n');
      sample.write(`${folder}/tests/test_application.py`, testOf(module));
    }
    for (const folder of TYPESCRIPT_APPLICATIONS) {
      sample.write(`${folder}/src/application.ts`, "export const application = 'sample';\n");
      sample.write(`${folder}/src/application.spec.ts`, SPECIFICATION);
    }
    sample.write(`${DOCUMENTS}/documents.spec.ts`, SPECIFICATION_OF_DOCUMENTS);
    sample.write('tools/bootstrap/src/lint-dependencies.ts', NO_IMPORTS);
    sample.withoutRulesOfApplications();
    sample.withJobsOneByOne();
    git(root, 'init', '--quiet', '--initial-branch=main');
    git(root, 'remote', 'add', 'origin', 'https://github.com/modax/modax.git');
    sample.commit('feat: begin');
    git(root, 'branch', 'develop');
    return sample;
  }

  /** What may import what is said of modules that are not here. */
  private withoutRulesOfApplications(): void {
    const file = join(this.root, 'pyproject.toml');
    const text = readFileSync(file, 'utf8');
    const rules = text.indexOf('[tool.importlinter]');
    if (rules === -1) throw new Error(`${file} has no rules of imports`);
    writeFileSync(file, text.slice(0, rules) + IMPORT_RULES);
  }

  /**
   * Of two jobs at once act now and then closes the terminal of the other one's step, which then ends with a hangup; what
   * it is told of concurrent jobs does not count for those of a matrix.
   */
  private withJobsOneByOne(): void {
    for (const file of globSync('.github/workflows/*.yml', { cwd: this.root })) {
      const text = readFileSync(join(this.root, file), 'utf8');
      this.write(file, text.replace(/^( +)strategy:\n/gm, '$&$1  max-parallel: 1\n'));
    }
  }

  write(file: string, text: string): void {
    mkdirSync(join(this.root, dirname(file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Commits all that there is. @returns its id */
  commit(message: string): string {
    git(this.root, 'add', '--all');
    git(this.root, ...IDENTITY, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
    return git(this.root, 'rev-parse', 'HEAD').trim();
  }

  append(file: string, text: string): void {
    this.write(file, readFileSync(join(this.root, file), 'utf8') + text);
  }

  remove(file: string): void {
    rmSync(join(this.root, file));
  }

  replace(file: string, old: string, text: string): void {
    const before = readFileSync(join(this.root, file), 'utf8');
    if (!before.includes(old)) throw new Error(`${file} has no ${old}`);
    this.write(file, before.replace(old, text));
  }

  /** Begins a branch at `main`, with nothing else in its files. */
  branch(name: string): void {
    git(this.root, 'checkout', '--quiet', '--force', '-B', name, 'main');
    git(this.root, 'clean', '--quiet', '--force', '-d');
  }

  checkout(name: string): void {
    git(this.root, 'checkout', '--quiet', '--force', name);
  }

  /**
   * Checks out a merge of what is checked out into a branch, which stays as it is.
   * @returns the commit that is merged
   */
  mergeInto(branch: string): string {
    const head = this.head();
    git(this.root, 'checkout', '--quiet', '--force', '-B', 'test-merge', branch);
    git(this.root, ...IDENTITY, 'merge', '--quiet', '--no-ff', '--message=Merge', head);
    return head;
  }

  /** The commit that is checked out. */
  head(): string {
    return git(this.root, 'rev-parse', 'HEAD').trim();
  }

  tag(name: string): void {
    git(this.root, 'tag', name);
  }
}

const SPECIFICATION = `import { expect, it } from 'vitest';
import { application } from './application.ts';

it('says what it is', () => {
  expect(application).toBe('sample');
});
`;

const SPECIFICATION_OF_DOCUMENTS = `import { expect, it } from 'vitest';

it('has a document', () => {
  expect(import.meta.dirname).toContain('documents');
});
`;

/** Applications that do next to nothing import nothing of what they declare. */
const NO_IMPORTS = "process.stdout.write('nothing is imported here\\n');\n";

const IMPORT_RULES = `[tool.importlinter]
root_packages = ["modax_contracts", "modax_service"]

[[tool.importlinter.contracts]]
name = "Contracts know nothing of services"
type = "forbidden"
source_modules = ["modax_contracts"]
forbidden_modules = ["modax_service"]
`;

const IDENTITY = ['-c', 'user.name=Sample', '-c', 'user.email=sample@modax.example'] as const;

function isTaken(file: string): boolean {
  if (file.startsWith('docs/')) return false;
  // What tools are tested with runs no workflow, and some of it looks at what is in the applications.
  if (/^(?:libs|tools)\/.*\.spec\.ts$/.test(file)) return false;
  if (!file.startsWith('apps/')) return true;
  return /^apps\/[\w-]+\/(?:Dockerfile|package\.json|project\.json|pyproject\.toml|tsconfig\.json)$/.test(
    file,
  );
}

function testOf(module: string): string {
  return `"""The application says what it is."""

from __future__ import annotations

from ${module} import NAME


def test_it_says_what_it_is() -> None:
    assert NAME == "${module}"
`;
}

function git(cwd: string, ...words: readonly string[]): string {
  return execFileSync('git', words, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
