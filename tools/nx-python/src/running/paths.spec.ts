import { isAbsolute } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectPath } from './paths.ts';

const context = { workspaceRoot: '/workspace', project: '/workspace/apps/pump' };

test.each([
  ['./src/pump/flow.py', 'apps/pump/src/pump/flow.py'],
  ['src/pump/flow.py', 'apps/pump/src/pump/flow.py'],
  ['/workspace/apps/pump/src/pump/flow.py', 'apps/pump/src/pump/flow.py'],
  ['../../libs/kit/src/kit/clock.py', 'libs/kit/src/kit/clock.py'],
  ['/workspace/libs/kit/clock.py', 'libs/kit/clock.py'],
  ['src//pump/./flow.py', 'apps/pump/src/pump/flow.py'],
  ['src/größe [1]: a.py', 'apps/pump/src/größe [1]: a.py'],
  ['.', 'apps/pump'],
  ['', 'apps/pump'],
  ['../..', '.'],
  ['/workspace', '.'],
  ['/elsewhere/python3.11/typing.py', '../elsewhere/python3.11/typing.py'],
])('%j is %s of the workspace', (path, expected) => {
  expect(projectPath(context, path)).toBe(expected);
});

test('absolute or relative, a path is the same file of the workspace', () => {
  const anySegment = fc.stringMatching(/^[^/\0]+$/).filter((part) => part !== '..' && part !== '.');
  fc.assert(
    fc.property(fc.array(anySegment, { minLength: 1 }), (segments) => {
      const relative = segments.join('/');
      const path = projectPath(context, relative);
      expect(projectPath(context, `./${relative}`)).toBe(path);
      expect(projectPath(context, `/workspace/apps/pump/${relative}`)).toBe(path);
      expect(path).toBe(`apps/pump/${relative}`);
      expect(isAbsolute(path)).toBe(false);
    }),
  );
});
