import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePyproject } from './pyproject.ts';

const file = 'apps/pump/pyproject.toml';
const parse = (...lines: readonly string[]) => parsePyproject(`${lines.join('\n')}\n`, file);
const named = ['[project]', 'name = "modax-pump"'] as const;
const gates = (...lines: readonly string[]) => parse(...named, '[tool.modax]', ...lines);

describe('a project', () => {
  test('without gates of its own has those that are strict', () => {
    expect(parse(...named)).toEqual({
      distribution: 'modax-pump',
      settings: { coverageFloor: 80, warningBudget: 0, testProcesses: 1 },
      testInputs: { files: [], programs: [], environment: [], folders: [] },
    });
  });

  test('states its gates', () => {
    const stated = gates('coverage-floor = 92.5', 'warning-budget = 3', 'test-processes = 2');
    expect(stated.settings).toEqual({ coverageFloor: 92.5, warningBudget: 3, testProcesses: 2 });
  });

  test('may state one of them', () => {
    expect(gates('coverage-floor = 0').settings).toMatchObject({
      coverageFloor: 0,
      warningBudget: 0,
    });
    expect(gates('warning-budget = 100_000').settings).toMatchObject({
      coverageFloor: 80,
      warningBudget: 100_000,
    });
  });

  test("may say what is other tools' business", () => {
    const project = parse(...named, 'version = "1"', '[tool.black]', 'line-length = 79');
    expect(project.distribution).toBe('modax-pump');
  });
});

describe('an error names the file and the key', () => {
  const missing = `${file}: [project] name is missing; give the project a name`;

  test.each([
    ['an empty file', [], missing],
    ['no name', ['[project]', 'version = "1"'], missing],
    ['an empty name', ['[project]', 'name = " "'], missing],
    ['a name that is no text', ['[project]', 'name = 7'], missing],
    ['a project that is no table', ['project = "modax-pump"'], missing],
  ])('with %s', (_, lines, message) => {
    expect(() => parse(...lines)).toThrow(new Error(message));
  });

  test.each([
    ['coverage-floor = 101', 'coverage-floor must be a number from 0 to 100'],
    ['coverage-floor = -0.1', 'coverage-floor must be a number from 0 to 100'],
    ['coverage-floor = nan', 'coverage-floor must be a number from 0 to 100'],
    ['coverage-floor = inf', 'coverage-floor must be a number from 0 to 100'],
    ['coverage-floor = "90"', 'coverage-floor must be a number from 0 to 100'],
    ['coverage-floor = false', 'coverage-floor must be a number from 0 to 100'],
    ['coverage-floor = 2026-11-23', 'coverage-floor must be a number from 0 to 100'],
    ['warning-budget = -1', 'warning-budget must be a whole number from 0 to 100000'],
    ['warning-budget = 1.5', 'warning-budget must be a whole number from 0 to 100000'],
    ['warning-budget = 100_001', 'warning-budget must be a whole number from 0 to 100000'],
    ['warning-budget = inf', 'warning-budget must be a whole number from 0 to 100000'],
    ['warning-budget = [1]', 'warning-budget must be a whole number from 0 to 100000'],
    ['test-processes = 0', 'test-processes must be a whole number from 1 to 64'],
    ['test-processes = 1.5', 'test-processes must be a whole number from 1 to 64'],
    ['test-processes = "auto"', 'test-processes must be a whole number from 1 to 64'],
    [
      'coverage_floor = 90',
      'coverage_floor is unknown; known are coverage-floor, warning-budget, test-processes, test-inputs',
    ],
    [
      'constructor = 1',
      'constructor is unknown; known are coverage-floor, warning-budget, test-processes, test-inputs',
    ],
    [
      'toString = 1',
      'toString is unknown; known are coverage-floor, warning-budget, test-processes, test-inputs',
    ],
  ])('with %s', (line, message) => {
    expect(() => gates(line)).toThrow(new Error(`${file}: [tool.modax] ${message}`));
  });

  test('with gates that are no table', () => {
    for (const value of ['3', '"strict"', '[]']) {
      expect(() => parse(...named, '[tool]', `modax = ${value}`)).toThrow(
        new Error(`${file}: [tool.modax] must be a table of gates`),
      );
    }
  });

  test.each(['[project', 'name = ', 'name = "a"\nname = "b"', '<<<<<<< HEAD'])(
    'with what is no TOML: %j',
    (text) => {
      expect(() => parsePyproject(text, file)).toThrow(`${file}: not TOML: `);
    },
  );
});

const anyGate = fc.tuple(
  fc.constantFrom('coverage-floor', 'warning-budget', 'coverage', '"a b"', '__proto__'),
  fc.oneof(fc.integer(), fc.double(), fc.constantFrom('nan', 'true', '"80"', '[]', '{}')),
);
const anyText = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom('[project]', 'name = "a"', '[tool.modax]', 'coverage-floor = 50', '=', '['),
    )
    .map((lines) => lines.join('\n')),
  anyGate.map(([key, value]) => [...named, '[tool.modax]', `${key} = ${value}`].join('\n')),
);

test('any text is a project with gates in their range, or an error with the name of the file', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let project;
      try {
        project = parsePyproject(text, file);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect(error instanceof Error && error.message.startsWith(`${file}: `)).toBe(true);
        return;
      }
      const { distribution, settings } = project;
      expect(distribution.trim()).not.toBe('');
      expect(settings.coverageFloor).toBeGreaterThanOrEqual(0);
      expect(settings.coverageFloor).toBeLessThanOrEqual(100);
      expect(Number.isSafeInteger(settings.warningBudget)).toBe(true);
      expect(settings.warningBudget).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});
