import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolProblem } from '@modax/findings';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { keptDependencies } from './kept-dependencies.ts';

let folder: string;
let times: number;

/** Lays the dependencies out in a run of its own, unless they are there. */
async function kept(state = 'lock'): Promise<string> {
  const run = mkdtempSync(join(folder, 'run-'));
  const found = await keptDependencies({ folder, run }, [state], (draft) => {
    times += 1;
    mkdirSync(join(draft, 'kit'));
    writeFileSync(join(draft, 'kit/kit.py'), 'KIT = 1\n');
    symlinkSync('kit', join(draft, 'link'));
    return Promise.resolve(undefined);
  });
  if (typeof found !== 'string') throw new Error(found.message);
  return found;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'modax-dependencies-'));
  times = 0;
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
});

test('what was laid out once is there for the next build', async () => {
  const place = await kept();
  expect(await kept()).toBe(place);
  expect(times).toBe(1);
  expect(readFileSync(join(place, 'kit/kit.py'), 'utf8')).toBe('KIT = 1\n');
});

test('another lock has a place of its own', async () => {
  expect(await kept('another lock')).not.toBe(await kept());
  expect(times).toBe(2);
});

test.each([
  [
    'changed',
    (place: string) => {
      writeFileSync(join(place, 'kit/kit.py'), 'KIT = 2\n');
    },
  ],
  [
    'added',
    (place: string) => {
      writeFileSync(join(place, 'evil.py'), '');
    },
  ],
  [
    'removed',
    (place: string) => {
      rmSync(join(place, 'link'));
    },
  ],
])('what somebody has %s in it goes into no image', async (_, change) => {
  const place = await kept();
  change(place);
  expect(await kept()).toBe(place);
  expect(times).toBe(2);
  expect(readFileSync(join(place, 'kit/kit.py'), 'utf8')).toBe('KIT = 1\n');
  expect(await kept()).toBe(place);
  expect(times).toBe(2);
});

test('what was taken away is laid out anew, and a time that was set back hides nothing', async () => {
  const place = await kept();
  rmSync(place, { recursive: true });
  expect(await kept()).toBe(place);
  const file = join(place, 'kit/kit.py');
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'KIT = 2\n');
  utimesSync(file, atime, mtime);
  await kept();
  expect(times).toBe(3);
  expect(readFileSync(file, 'utf8')).toBe('KIT = 1\n');
});

test('what could not be laid out is not kept', async () => {
  const run = mkdtempSync(join(folder, 'run-'));
  const problem = toolProblem('IMAGE_NOT_BUILT', 'no');
  expect(await keptDependencies({ folder, run }, [1], () => Promise.resolve(problem))).toBe(
    problem,
  );
});
