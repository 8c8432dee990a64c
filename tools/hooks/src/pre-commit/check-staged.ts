import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult } from './check-result.ts';
import { formatOthers, formatPython, type Reformatted } from './formatting.ts';
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

/** Checks everything that is staged, all at once. Writes nothing but the snapshot and the scratch. */
export async function checkStaged(
  root: string,
  staged: readonly StagedFile[],
  preparing: Promise<RunContext>,
): Promise<Checked> {
  const given: string[] = [];
  const sources: { -readonly [Language in keyof Sources]: Sources[Language] } = {
    python: [],
    typescript: [],
  };
  const found: CheckResult[] = [];
  const others: CheckResult[] = [];
  const changed = new Map<string, Reformatted>();
  const format = async (
    formatter: typeof formatPython,
    context: RunContext,
    paths: readonly string[],
  ): Promise<void> => {
    const formatted = await formatter(context, paths);
    others.push(formatted.result);
    for (const [path, contents] of formatted.changed) changed.set(path, contents);
  };

  const choosing = runChecks(root, [
    {
      title: 'names',
      pattern: '*',
      run: (paths) => {
        given.push(...paths);
        return Promise.resolve();
      },
    },
    {
      title: 'Python',
      pattern: '*.{py,pyi}',
      run: async (paths) => {
        const context = await preparing;
        sources.python = filesOf(context, paths);
        const linting = checkPython(context, sources.python);
        await format(formatPython, context, sources.python);
        found.push(...(await linting));
      },
    },
    {
      title: 'TypeScript',
      pattern: '*.{ts,mts,cts,mjs}',
      run: async (paths) => {
        const context = await preparing;
        sources.typescript = filesOf(context, paths);
        found.push(...(await checkTypeScript(context, sources.typescript)));
      },
    },
    {
      title: 'format',
      pattern: '*.{ts,mts,mjs,json,md,yml,yaml}',
      run: async (paths) => {
        const context = await preparing;
        await format(formatOthers, context, filesOf(context, paths));
      },
    },
  ]);
  const scanning = preparing.then(async (context) => {
    others.push(
      ...(await Promise.all([
        checkSizes(context.repository, staged),
        checkSecrets(context, staged),
      ])),
    );
    return context;
  });
  // Until all of them have ended: what one still writes would otherwise outlive its folder.
  await Promise.allSettled([choosing, scanning]);
  const { tree } = await scanning;
  const disturbed = !(await choosing);
  others.push(checkNames(tree, staged, given));
  return { sources, found, others, changed, disturbed };
}

/** Linters and type checkers once more, on what the formatters have written into the snapshot. */
export async function checkFormatted(
  context: RunContext,
  sources: Sources,
  changed: ReadonlyMap<string, Reformatted>,
): Promise<readonly CheckResult[]> {
  const isChanged = (path: string): boolean => changed.has(path);
  const results = await Promise.all([
    sources.python.some(isChanged) ? checkPython(context, sources.python) : [],
    sources.typescript.some(isChanged) ? checkTypeScript(context, sources.typescript) : [],
  ]);
  return results.flat();
}

/** Those that the snapshot has as regular files: others are reported by their names. */
function filesOf({ tree }: RunContext, paths: readonly string[]): readonly string[] {
  return paths.filter(
    (path) => lstatSync(join(tree, path), { throwIfNoEntry: false })?.isFile() ?? false,
  );
}
