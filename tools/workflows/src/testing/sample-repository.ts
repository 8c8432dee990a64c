import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const IDENTITY = ['-c', 'user.name=Sample', '-c', 'user.email=sample@modax.example'] as const;

/** A repository in a folder of its own, and what a test does in it. */
export class SampleRepository {
  readonly root = mkdtempSync(join(tmpdir(), 'modax-workflows-'));

  constructor() {
    this.git('init', '--quiet');
  }

  /** Writes a file that git does not know. */
  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** Writes a file that git knows, whatever a person has git ignore. */
  add(file: string, text: string): void {
    this.write(file, text);
    this.git('add', '--force', '--', file);
  }

  /** Has git forget a file, and takes it away. */
  remove(file: string): void {
    this.git('rm', '--quiet', '--force', '--', file);
  }

  /** Has git do something, as a person whom it knows. @returns what it says */
  git(...words: readonly string[]): string {
    const options = { cwd: this.root, encoding: 'utf8' } as const;
    return execFileSync('git', [...IDENTITY, ...words], options).trim();
  }
}
