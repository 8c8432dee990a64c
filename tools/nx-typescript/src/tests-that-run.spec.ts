import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const eslint = new ESLint({ cwd: repository });

/** What the workspace's rules say of the body of this file, were it another. */
async function complaints(statement: string): Promise<readonly string[]> {
  const text = `import { bench, describe, it, test } from 'vitest';\n${statement}\n`;
  const [result] = await eslint.lintText(text, { filePath: import.meta.filename });
  return (result?.messages ?? [])
    .filter(({ ruleId, fatal }) => fatal === true || ruleId === 'no-restricted-syntax')
    .map(({ message }) => message);
}

describe('A test that would never run is an error', () => {
  test.each([
    "it.skip('works', () => {});",
    "test.skip('works', () => {});",
    "describe.skip('all', () => {});",
    "it.todo('works');",
    "it.only('works', () => {});",
    "it.fails('works', () => {});",
    "it.concurrent.skip('works', () => {});",
    "it.skip.each([1])('works %i', () => {});",
    "it('works', { skip: true }, () => {});",
    "describe('all', { todo: true }, () => {});",
    "xit('works', () => {});",
    "it.skipIf(true)('works', () => {});",
    "describe.runIf(false)('all', () => {});",
    "it['skip']('works', () => {});",
    "it('works', (context) => { context.skip('later'); });",
    "it('works', ({ skip }) => { skip(); });",
  ])('%s', async (statement) => {
    expect(await complaints(statement)).toHaveLength(1);
  });
});

describe('A test that says when it runs is none', () => {
  test.each([
    "it('works', () => {});",
    "it.skipIf(process.platform === 'darwin')('works', () => {});",
    "it.runIf(process.platform === 'linux')('works', () => {});",
    "it('works', (context) => { if (!process.env['BROKER']) context.skip('there is no broker'); });",
    "it('works', { skip: process.platform === 'darwin' }, () => {});",
  ])('%s', async (statement) => {
    expect(await complaints(statement)).toEqual([]);
  });
});
