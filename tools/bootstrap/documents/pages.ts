import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** A page that people read. */
export interface Page {
  /** Relative to the workspace root. */
  readonly path: string;
  readonly text: string;
}

/** All pages of this repository. */
export function pages(): readonly Page[] {
  const paths = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md'], { cwd: root }).sort();
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** A fenced block. */
export interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

/**
 * The fenced blocks of a page.
 * @throws Error when a block has no end.
 */
export function blocks({ path, text }: Page): readonly Block[] {
  const found: Block[] = [];
  let open: { readonly language: string; readonly lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (fence === null) {
      open?.lines.push(line);
    } else if (open === undefined) {
      open = { language: (fence[1] ?? '').trim(), lines: [] };
    } else {
      found.push(open);
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${path}: a fenced block has no end`);
  return found;
}

/** The commands of a page: every line of its `sh` blocks that is no comment. */
export function commandsOf(page: Page): readonly string[] {
  return blocks(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ lines }) => lines.map((line) => line.trim()))
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The links of a page to other files of the repository, relative to the page. */
export function linksOf({ text }: Page): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}
