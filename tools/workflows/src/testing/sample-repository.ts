import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository in a folder of its own, and what a test does in it. */
export class SampleRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'modax-workflows-'));

  constructor() {
    this.#git('init', '--quiet');
  }

  /** Writes a file that git does not know. */
  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Writes a file that git knows, whatever a person has git ignore. */
  add(file: string, text: string): void {
    this.write(file, text);
    this.#git('add', '--force', '--', file);
  }

  /** Has git forget a file, and takes it away. */
  remove(file: string): void {
    this.#git('rm', '--quiet', '--force', '--', file);
  }

  #git(...words: readonly string[]): void {
    execFileSync('git', words, { cwd: this.root });
  }
}
