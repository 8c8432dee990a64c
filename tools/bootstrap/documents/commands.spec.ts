import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';
import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES } from '../src/stage-0/problem.mjs';
import { COMMANDS, type Proof } from './commands.ts';
import { blocks, commandsOf, linksOf, pages, root } from './pages.ts';

const all = pages();
const documented = new Set(all.flatMap(commandsOf));

/** A command's words; what pages name needs no shell. */
async function outputOf(command: string): Promise<string> {
  const [program = '', ...words] = command.split(' ');
  const withoutNx = Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('NX_'))
      .map((name) => [name, undefined]),
  );
  const outcome = await run({
    argv: [program, ...words],
    cwd: root,
    env: cleanEnvironment(process.env, {
      ...withoutNx,
      PATH: `${root}/node_modules/.bin:${process.env['PATH'] ?? ''}`,
      NX_DAEMON: 'false',
    }),
    deadlineMs: 280_000,
    outputLimitBytes: 16 * 1024 * 1024,
  });
  expect(outcome, command).toMatchObject({ kind: 'exited', code: 0 });
  return outcome.kind === 'exited' ? outcome.stdout : '';
}

function proved(by: Proof['by']): readonly string[] {
  return Object.entries(COMMANDS)
    .filter(([, proof]) => proof.by === by)
    .map(([command]) => command);
}

describe('Every command of a page', () => {
  it('is in the table that says what runs it, and the table has no other', () => {
    expect([...documented].sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  it('stands in a block that this test reads', () => {
    const languages = all.flatMap((page) =>
      blocks(page).map(({ language }) => `${page.path}: ${language}`),
    );
    const known = /: (sh|json|toml|ini)$/;
    expect(languages.filter((language) => !known.test(language))).toEqual([]);
  });

  it.each(proved('this test'))('%s does what the page says', async (command) => {
    expect(await outputOf(command)).toBeDefined();
  });

  it('of a step that every full run runs names one of them', async () => {
    const shown = await outputOf('npx nx show project ai-layer --json');
    const { targets } = JSON.parse(shown) as {
      targets: Record<string, { dependsOn?: readonly string[] }>;
    };
    const steps = ['check', ...(targets['check']?.dependsOn ?? [])];
    const known = steps.map((step) => `npx nx run ai-layer:${step}`);
    expect(proved('check').filter((command) => !known.includes(command))).toEqual([]);
  });

  it.each(Object.entries(COMMANDS))('%s has a proof that is there', (_, proof) => {
    if (proof.by !== 'another test') return;
    expect(readFileSync(join(root, proof.file), 'utf8')).toContain(proof.text);
  });
});

describe('Every page', () => {
  it.each(all)('$path links to what is there', (page) => {
    for (const link of linksOf(page)) {
      const target = join(root, page.path, '..', link);
      expect(() => readFileSync(target), `${page.path}: ${link}`).not.toThrow();
    }
  });

  it('about set-up has every code', () => {
    const text = readFileSync(join(root, 'docs/troubleshoot/set-up.md'), 'utf8');
    const codes = [...text.matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, code]) => code);
    expect(codes.sort()).toEqual([...PROBLEM_CODES].sort());
  });
});
