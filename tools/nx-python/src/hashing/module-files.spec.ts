import { describe, expect, test } from 'vitest';
import { importsOf } from './module-files.ts';

describe('a module loads', () => {
  test.each([
    ["import a from './a.ts';", ['./a.ts']],
    ["import { a, type B } from './a.ts';", ['./a.ts']],
    ["import {\n  a,\n  b,\n} from './a.ts';", ['./a.ts']],
    ["import * as a from 'a';", ['a']],
    ["import './a.ts';", ['./a.ts']],
    ["export { a } from './a.ts';", ['./a.ts']],
    ["export * from './a.ts';", ['./a.ts']],
    ['import a from "a";', ['a']],
    ["const a = await import('./a.ts');", ['./a.ts']],
    ["import a from 'a';\nimport b from 'b';", ['a', 'b']],
    ["import type { A } from './a.ts';", []],
    ["export type { A } from './a.ts';", []],
    ["export const from = 'x';", []],
    ["// import a from './a.ts';", []],
  ])('%j: %j', (text, modules) => {
    expect(importsOf(text)).toEqual(modules);
  });
});
