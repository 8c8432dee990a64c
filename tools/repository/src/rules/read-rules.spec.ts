import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRules } from './read-rules.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'modax-rules-'));
  for (const part of ['rulesets', 'environments', 'secrets.json']) {
    cpSync(join(ROOT, '.github', part), join(checkout, '.github', part), { recursive: true });
  }
});

afterEach(() => {
  rmSync(checkout, { recursive: true });
});

describe('The rules of this repository', () => {
  it('are those of both branches, of release tags and of every environment', () => {
    const { rulesets, environments } = readRules(checkout);
    expect(rulesets.map(({ name }) => name)).toEqual(['develop', 'main', 'releases']);
    expect(environments.map(({ name }) => name)).toEqual([
      'dev',
      'production',
      'registry',
      'staging',
    ]);
  });

  it.each(['rulesets', 'environments', 'secrets.json'])(
    'are not taken for none where %s is not there',
    (part) => {
      rmSync(join(checkout, '.github', part), { recursive: true });
      expect(() => readRules(checkout)).toThrow(`.github/${part} cannot be read`);
    },
  );

  it('name no environment that is not there', () => {
    writeFileSync(join(checkout, '.github/secrets.json'), '{"DB_PASSWORD": ["prod"]}');
    expect(() => readRules(checkout)).toThrow('needed in prod, which is no environment');
  });
});
