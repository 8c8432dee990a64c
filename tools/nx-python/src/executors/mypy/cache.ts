import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJson, recordOf, textOf } from '@modax/findings';
import { pythonSources } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';

/** What mypy has seen of each source, beside its own cache. */
const record = 'modax-sources.json';

/**
 * Makes mypy's cache fit for use. mypy takes a source for unchanged when its size and the second of its
 * last change are the same, and would answer for what the file was before: where that can be, the cache
 * goes. Where there is none yet, that of an earlier project of the same batch is taken: most of it is
 * about the same dependencies.
 */
export function prepareMypyCache({ workspaceRoot, cache }: ToolContext): void {
  const earlier = join(dirname(cache), 'batch-0');
  if (!existsSync(cache) && existsSync(earlier)) cpSync(earlier, cache, { recursive: true });
  const now = seen(workspaceRoot);
  if (isMisled(readRecord(join(cache, record)), now)) rmSync(cache, { recursive: true });
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, record), JSON.stringify(Object.fromEntries(now)));
}

/** What mypy compares of a source, and what it should. */
interface Seen {
  readonly stamp: string;
  readonly digest: string;
}

function seen(workspaceRoot: string): ReadonlyMap<string, Seen> {
  return new Map(
    pythonSources(workspaceRoot).map(({ file, text }) => {
      const { size, mtimeMs } = statSync(join(workspaceRoot, file));
      const digest = createHash('sha256').update(text).digest('hex');
      return [file, { stamp: `${size} ${Math.floor(mtimeMs / 1000)}`, digest }];
    }),
  );
}

/** Whether a source has changed in a way that mypy does not see. */
export function isMisled(
  before: ReadonlyMap<string, Seen>,
  now: ReadonlyMap<string, Seen>,
): boolean {
  return [...now].some(([file, { stamp, digest }]) => {
    const old = before.get(file);
    return old !== undefined && old.stamp === stamp && old.digest !== digest;
  });
}

function readRecord(file: string): ReadonlyMap<string, Seen> {
  if (!existsSync(file)) return new Map();
  const entries = Object.entries(recordOf(parseJson(readFileSync(file, 'utf8'))) ?? {});
  return new Map(
    entries.map(([source, value]) => {
      const { stamp, digest } = recordOf(value) ?? {};
      return [source, { stamp: textOf(stamp) ?? '', digest: textOf(digest) ?? '' }];
    }),
  );
}
