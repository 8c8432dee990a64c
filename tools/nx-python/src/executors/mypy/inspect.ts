import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { pythonSources } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';

/**
 * What takes a file out of mypy's sight without a trace in its output: a comment that configures
 * mypy, one that ignores the whole file, and a stub that is read in the source's place.
 */
export function inspectTypes(
  place: Pick<ToolContext, 'workspaceRoot' | 'project'>,
): readonly Finding[] {
  return pythonSources(place.project).flatMap(({ file, text }) => {
    const path = projectPath(place, file);
    const hidden = hidingLines(text).map(({ rule, line, message }): Finding =>
      error(rule, message, { path, line }),
    );
    const stub = existsSync(join(place.project, `${file}i`))
      ? [error('stub-hides-source', 'mypy reads the stub beside it, never this file', { path })]
      : [];
    return [...hidden, ...stub];
  });
}

/** The lines of a source that take it, or parts of it, out of mypy's sight. */
export function hidingLines(
  source: string,
): readonly { readonly rule: string; readonly line: number; readonly message: string }[] {
  let leading = true;
  return source.split('\n').flatMap((text, index) => {
    const line = index + 1;
    const comment = /^\s*#(?<words>.*)$/.exec(text)?.groups?.['words']?.trim();
    if (text.trim() !== '' && comment === undefined) leading = false;
    if (comment === undefined) return [];
    if (/^mypy:/.test(comment)) {
      const message = 'mypy is configured by the workspace alone; use exceptions.json';
      return [{ rule: 'inline-configuration', line, message }];
    }
    if (leading && /^type:\s*ignore\b/.test(comment)) {
      return [{ rule: 'whole-file-ignored', line, message: 'this keeps mypy from the whole file' }];
    }
    return [];
  });
}

function error(rule: string, message: string, location: Finding['location'] & object): Finding {
  return { tool: 'mypy', rule, severity: 'error', message, location };
}
