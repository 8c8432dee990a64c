import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Finding } from '@modax/findings';
import { black, judge, workspaceEnvironment, type BlackOptions } from '@modax/nx-python/tools';
import type { CheckResult } from './check-result.ts';
import { typeScriptProjectOf } from './projects.ts';
import {
  asArguments,
  inTurn,
  TOOL_OPTIONS,
  toolContext,
  withCalls,
  type RunContext,
} from './run-context.ts';

/** A file that a formatter would write differently. */
export interface Reformatted {
  readonly before: Buffer;
  readonly after: Buffer;
}

/** What a formatter made of files, and what it could not read. */
export interface Formatted {
  /** Every file that it would write differently, by path. */
  readonly changed: ReadonlyMap<string, Reformatted>;
  readonly result: CheckResult;
}

const BLACK_OPTIONS: BlackOptions = { ...TOOL_OPTIONS, check: false };

/** The staged Python files as black writes them. It works on copies. */
export async function formatPython(
  context: RunContext,
  paths: readonly string[],
): Promise<Formatted> {
  const found = workspaceEnvironment(context.repository.root);
  if ('problem' in found) return { changed: new Map(), result: blackResult({}) };
  const folder = join(context.scratch, 'black');
  // Its configuration lies where it works: what is staged of it counts.
  const configuration = ['pyproject.toml'].filter((path) => existsSync(join(context.tree, path)));
  for (const path of [...configuration, ...paths]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(context.tree, path), join(folder, path));
  }
  const place = toolContext(context, folder, { targets: asArguments(paths) });
  const tool = withCalls<BlackOptions>(black, (calls) => calls);
  const parsed = await inTurn(() => judge(tool, BLACK_OPTIONS, place, context.repository.signal));
  if ('problems' in parsed) return { changed: new Map(), result: blackResult(parsed) };
  const changed = differing(context.tree, paths, (path) => readFileSync(join(folder, path)));
  return { changed, result: blackResult(parsed) };
}

function blackResult(parsed: Partial<Pick<CheckResult, 'findings' | 'problems'>>): CheckResult {
  return { tool: 'black', projectRoot: '.', budget: 0, findings: [], problems: [], ...parsed };
}

const PRETTIER_EXTENSIONS = new Set(['.json', '.md', '.mjs', '.mts', '.ts', '.yaml', '.yml']);

/** Whether a step of the pipeline has prettier judge the file: those of other places are data. */
export function isPrettierFile(tree: string, path: string): boolean {
  if (!PRETTIER_EXTENSIONS.has(extname(path))) return false;
  const isWorkspaceText = /^(?:[^/]+|(?:docs|\.github)\/.+)$/.test(path);
  return isWorkspaceText || typeScriptProjectOf(tree, path) !== undefined;
}

/** The staged files as prettier writes them. */
export async function formatOthers(
  { tree }: RunContext,
  paths: readonly string[],
): Promise<Formatted> {
  const own = paths.filter((path) => isPrettierFile(tree, path));
  const findings: Finding[] = [];
  const texts = new Map<string, string>();
  if (own.length > 0) {
    const prettier = await import('prettier');
    for (const path of own) {
      const file = join(tree, path);
      const { ignored } = await prettier.getFileInfo(file, {
        ignorePath: join(tree, '.prettierignore'),
      });
      if (ignored) continue;
      const options = await prettier.resolveConfig(file, { editorconfig: true, useCache: false });
      try {
        const text = readFileSync(file, 'utf8');
        texts.set(path, await prettier.format(text, { ...options, filepath: file }));
      } catch (error) {
        findings.push(unreadableFile(path, error));
      }
    }
  }
  return {
    changed: differing(tree, [...texts.keys()], (path) => Buffer.from(texts.get(path) ?? '')),
    result: { tool: 'prettier', projectRoot: '.', budget: 0, findings, problems: [] },
  };
}

/** What prettier said of a file that it cannot read, and where. */
export function unreadableFile(path: string, error: unknown): Finding {
  const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const at = /\((?<line>\d+):(?<column>\d+)\)$/.exec(message)?.groups;
  return {
    tool: 'prettier',
    rule: 'cannot-format',
    severity: 'error',
    message: `cannot be formatted: ${message}`,
    location: {
      path,
      ...(at !== undefined && { line: Number(at['line']), column: Number(at['column']) }),
    },
  };
}

/** Those whose new content is another than that of the snapshot. */
function differing(
  tree: string,
  paths: readonly string[],
  contentOf: (path: string) => Buffer,
): ReadonlyMap<string, Reformatted> {
  const changed = new Map<string, Reformatted>();
  for (const path of paths) {
    const before = readFileSync(join(tree, path));
    const after = contentOf(path);
    if (!after.equals(before)) changed.set(path, { before, after });
  }
  return changed;
}
