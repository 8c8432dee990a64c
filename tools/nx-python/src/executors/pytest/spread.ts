import type { TestFile } from '../../running/tool.ts';

/**
 * Spreads files over so many groups that each has about as many bytes; the same files always in the same
 * way. No group is empty: there may be fewer.
 */
export function spread(files: readonly TestFile[], groups: number): readonly (readonly string[])[] {
  const spreading = Array.from({ length: Math.min(groups, files.length) }, () => ({
    bytes: 0,
    paths: [] as string[],
  }));
  const largestFirst = [...files].sort(
    (one, other) => other.bytes - one.bytes || (one.path < other.path ? -1 : 1),
  );
  for (const { path, bytes } of largestFirst) {
    const [first, ...others] = spreading;
    if (first === undefined) break;
    const lightest = others.reduce(
      (least, group) => (group.bytes < least.bytes ? group : least),
      first,
    );
    // Empty files too have to go somewhere, each where the fewest are.
    lightest.bytes += Math.max(bytes, 1);
    lightest.paths.push(path);
  }
  return spreading.map(({ paths }) => paths.sort());
}
