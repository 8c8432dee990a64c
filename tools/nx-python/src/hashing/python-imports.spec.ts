import { expect, test } from 'vitest';
import { importedModules } from './python-imports.ts';

test.each([
  ['import a', ['a']],
  ['import a.b.c as d, e', ['a', 'e']],
  ['import a, \\\n    b', ['a', 'b']],
  ['import a; import b', ['a', 'b']],
  ['from a import b', ['a']],
  ['from a.b import (\n    c,\n)', ['a']],
  ['    from a import b', ['a']],
  ['if x: import a', ['a']],
  ['try:\n\timport a\nexcept ImportError:\n\tpass', ['a']],
  ['importlib.import_module("a.b")', ['a']],
  ["pytest.importorskip( 'a')", ['a']],
  ['__import__("a")', ['a']],
  ['import b\nimport a\nimport b', ['a', 'b']],
  ['from . import a', []],
  ['from .a import b', []],
  ['# import a', []],
  ['imported = 1', []],
  ['x = "from a to b"', []],
  ['import a  # as b, c', ['a']],
])('%j imports %j', (text, modules) => {
  expect(importedModules([text])).toEqual(modules);
});
