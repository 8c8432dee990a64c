import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { step } from './progress.mjs';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function toldWhileWorking(milliseconds: number): Promise<string> {
  let told = '';
  const work = step(
    'Python packages',
    () => new Promise((done) => setTimeout(done, milliseconds)),
    {
      write: (text) => {
        told += text;
      },
      now: Date.now,
    },
  );
  await vi.advanceTimersByTimeAsync(milliseconds);
  await work;
  return told;
}

describe('Progress', () => {
  it('says nothing of what takes less than a second', async () => {
    expect(await toldWhileWorking(900)).toBe('');
  });

  it('says what goes on, and how long it took', async () => {
    expect(await toldWhileWorking(2500)).toBe('Python packages …\nPython packages: 2.5 s\n');
  });

  it('gives signs of life', async () => {
    expect(await toldWhileWorking(31_000)).toBe(
      'Python packages …\nPython packages … 15.0 s\nPython packages … 30.0 s\nPython packages: 31.0 s\n',
    );
  });
});
