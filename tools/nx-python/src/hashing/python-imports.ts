/**
 * The modules that Python sources import by name, each cut to its first part, in order. Taken from the
 * text, wherever it stands: an import in a function or behind a condition counts, one in a string too.
 */
export function importedModules(sources: Iterable<string>): readonly string[] {
  const modules = new Set<string>();
  for (const source of sources) {
    for (const { groups } of source.matchAll(statement)) {
      const { from, names, loaded } = groups ?? {};
      const named = from ?? loaded ?? '';
      for (const name of names === undefined ? [named] : names.split(',')) {
        const first = /^[\s\\]*(?<first>\w+)/.exec(name)?.groups?.['first'];
        if (first !== undefined) modules.add(first);
      }
    }
  }
  return [...modules].sort();
}

const statement =
  /(?:^|[;:])[ \t]*(?:from[ \t]+(?<from>\w[\w.]*)[ \t]+import\b|import[ \t]+(?<names>\w(?:[^\n#;\\]|\\\n)*))|\b(?:import_module|importorskip|__import__)\(\s*["'](?<loaded>\w[\w.]*)["']/gm;
