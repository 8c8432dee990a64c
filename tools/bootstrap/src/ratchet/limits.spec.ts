import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loosened } from './limits.ts';

const path = 'apps/ai-layer/pyproject.toml';

function project(limits: Readonly<Record<string, number>>): string {
  const lines = Object.entries(limits).map(([key, value]) => `${key} = ${value}`);
  return ['[project]', 'name = "ai"', '[tool.modax]', ...lines].join('\n');
}

describe('The limits of a project', () => {
  const floor = fc.integer({ min: 0, max: 100 });

  it('may move in one direction only', () => {
    fc.assert(
      fc.property(floor, floor, (was, is) => {
        const before = project({ 'coverage-floor': was, 'warning-budget': was });
        const now = project({ 'coverage-floor': is, 'warning-budget': is });
        const sentences = loosened({ path, before, now });
        expect(sentences.some((sentence) => sentence.includes('coverage-floor'))).toBe(is < was);
        expect(sentences.some((sentence) => sentence.includes('warning-budget'))).toBe(is > was);
      }),
    );
  });

  it('never return once tightened, however small the steps', () => {
    fc.assert(
      fc.property(fc.array(floor, { minLength: 2, maxLength: 8 }), (values) => {
        const accepted = values.reduce((current, next) => {
          const before = project({ 'coverage-floor': current });
          const now = project({ 'coverage-floor': next });
          return loosened({ path, before, now }).length === 0 ? next : current;
        });
        expect(accepted).toBe(Math.max(...values));
      }),
    );
  });

  it('say what loosened, and where', () => {
    expect(
      loosened({
        path,
        before: project({ 'coverage-floor': 92, 'warning-budget': 3 }),
        now: project({ 'coverage-floor': 91.5, 'warning-budget': 4 }),
      }),
    ).toEqual([
      `${path}: [tool.modax] coverage-floor may only rise: it was 92 and is 91.5`,
      `${path}: [tool.modax] warning-budget may only fall: it was 3 and is 4`,
    ]);
  });

  it('may not be taken out', () => {
    const before = project({ 'coverage-floor': 92 });
    expect(loosened({ path, before, now: project({}) })).toEqual([
      `${path}: [tool.modax] coverage-floor was 92 and is gone`,
    ]);
  });

  it.each(['coverage-floor = "92"', 'coverage-floor = nan', '[tool.modax', ''])(
    'do not hold when they become %j',
    (text) => {
      const now = `[tool.modax]\n${text}`;
      expect(loosened({ path, before: project({ 'coverage-floor': 92 }), now })).toHaveLength(1);
    },
  );

  it('start from the defaults where a project stated none', () => {
    const stated = { 'coverage-floor': 79, 'warning-budget': 1 };
    expect(loosened({ path, before: project({}), now: project(stated) })).toEqual([
      `${path}: [tool.modax] coverage-floor may only rise: it was 80 and is 79`,
      `${path}: [tool.modax] warning-budget may only fall: it was 0 and is 1`,
    ]);
    const tight = { 'coverage-floor': 80, 'warning-budget': 0 };
    expect(loosened({ path, before: project({}), now: project(tight) })).toEqual([]);
    expect(loosened({ path, before: 'not = [toml', now: project({}) })).toEqual([]);
  });

  it('come and go with their project', () => {
    const text = project({ 'coverage-floor': 92 });
    expect(loosened({ path, before: undefined, now: text })).toEqual([]);
    expect(loosened({ path, before: text, now: undefined })).toEqual([]);
  });
});
