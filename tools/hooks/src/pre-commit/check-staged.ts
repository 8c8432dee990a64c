import { lstatSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CheckResult } from './check-result.ts';
import { allEnded } from './all-ended.ts';
import { foresee } from './foreseen.ts';
import { formatOthers, formatPython, type Formatted, type Reformatted } from './formatting.ts';
import { runChecks } from './lint-staged.ts';
import { checkPython } from './python.ts';
import type { RunContext } from './run-context.ts';
import { checkSecrets } from './secrets.ts';
import { checkSizes } from './sizes.ts';
import type { StagedFile } from './staged.ts';
import { checkTypeScript } from './typescript.ts';
import { checkNames } from './unchecked-names.ts';

/** The staged files by language, relative to the workspace. */
export interface Sources {
  readonly python: readonly string[];
  readonly typescript: readonly string[];
}

/** What was found in the staged files, and what the formatters would have them be. */
export interface Checked {
  readonly sources: Sources;
  /** What linters and type checkers found. */
  readonly found: readonly CheckResult[];
  /** What everything else found: it does not depend on how a file is formatted. */
  readonly others: readonly CheckResult[];
  /** Every file that a formatter would write differently, by path. */
  readonly changed: ReadonlyMap<string, Reformatted>;
  /** Something changed in the working tree meanwhile, and may have been meant to be committed. */
  readonly disturbed: boolean;
}

const LINK = '120000';

type Part = Partial<Omit<Checked, 'disturbed'>>;

interface LanguageCheck {
  readonly title: string;
  readonly extensions: readonly string[];
  readonly check: (context: RunContext, paths: readonly string[]) => Promise<Part>;
}

const LANGUAGE_CHECKS: readonly LanguageCheck[] = [
  {
    title: 'Python',
    extensions: ['py', 'pyi'],
    check: async (context, python) => {
      const [found, formatted] = await allEnded([
        checkPython(context, python),
        formatPython(context, python),
      ]);
      return { sources: { python, typescript: [] }, found, ...partOf(formatted) };
    },
  },
  {
    title: 'TypeScript',
    extensions: ['ts', 'mts', 'cts', 'mjs'],
    check: async (context, typescript) => ({
      sources: { python: [], typescript },
      found: await checkTypeScript(context, typescript),
    }),
  },
  {
    title: 'format',
    extensions: ['ts', 'mts', 'mjs', 'json', 'md', 'yml', 'yaml'],
    check: async (context, paths) => partOf(await formatOthers(context, paths)),
  },
];

function partOf({ result, changed }: Formatted): Part {
  return { others: [result], changed };
}

/** Checks everything that is staged. Writes nothing but the snapshot and the scratch. */
export async function checkStaged(
  root: string,
  staged: readonly StagedFile[],
  preparing: Promise<RunContext>,
): Promise<Checked> {
  const given: string[] = [];
  const parts: Part[] = [];
  const begun = LANGUAGE_CHECKS.map(({ title, extensions, check }) => {
    const expected = staged
      // lint-staged names no links.
      .filter(({ path, mode }) => mode !== LINK && extensions.includes(extname(path).slice(1)))
      .map(({ path }) => path);
    const foreseen = foresee(expected, async (paths): Promise<Part> => {
      const context = await preparing;
      const files = filesOf(context, paths);
      return files.length === 0 ? {} : check(context, files);
    });
    const run = async (paths: readonly string[]): Promise<void> => {
      parts.push(await foreseen.check(paths));
    };
    return { check: { title, pattern: `*.{${extensions.join(',')}}`, run }, ended: foreseen.ended };
  });
  const names = (paths: readonly string[]): Promise<void> => {
    given.push(...paths);
    return Promise.resolve();
  };
  const checks = [{ title: 'names', pattern: '*', run: names }, ...begun.map(({ check }) => check)];
  // The tools are started by what was begun above before anything else is: lint-staged's own many modules come after.
  const choosing = preparing.then(() => setImmediate()).then(() => runChecks(root, checks));
  const scanning = preparing.then(async (context) => ({
    tree: context.tree,
    results: await allEnded([
      checkSizes(context.repository, staged),
      checkSecrets(context, staged),
    ]),
  }));
  await Promise.allSettled([choosing, scanning, ...begun.map(({ ended }) => ended)]);
  const { tree, results } = await scanning;
  const disturbed = !(await choosing);
  return {
    sources: {
      python: parts.flatMap(({ sources }) => sources?.python ?? []),
      typescript: parts.flatMap(({ sources }) => sources?.typescript ?? []),
    },
    found: parts.flatMap(({ found }) => found ?? []),
    others: [
      ...parts.flatMap(({ others }) => others ?? []),
      ...results,
      checkNames(tree, staged, given),
    ],
    changed: new Map(parts.flatMap(({ changed }) => [...(changed ?? [])])),
    disturbed,
  };
}

const NOTHING: Promise<readonly CheckResult[]> = Promise.resolve([]);

/** Linters and type checkers once more, on what the formatters have written into the snapshot. */
export async function checkFormatted(
  context: RunContext,
  sources: Sources,
  changed: ReadonlyMap<string, Reformatted>,
): Promise<readonly CheckResult[]> {
  const isChanged = (path: string): boolean => changed.has(path);
  const results = await allEnded([
    sources.python.some(isChanged) ? checkPython(context, sources.python) : NOTHING,
    sources.typescript.some(isChanged) ? checkTypeScript(context, sources.typescript) : NOTHING,
  ]);
  return results.flat();
}

/** Those that the snapshot has as regular files: others are reported by their names. */
function filesOf({ tree }: RunContext, paths: readonly string[]): readonly string[] {
  return paths.filter(
    (path) => lstatSync(join(tree, path), { throwIfNoEntry: false })?.isFile() ?? false,
  );
}
