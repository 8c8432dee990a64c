import { join } from 'node:path';
import type { ToolCall, ToolContext } from '../../running/tool.ts';

/**
 * Strict whatever the configuration says. Text with a closing summary rather than `--output json`,
 * which has none: a run that was cut off would look like a clean one. Exit code 2 is mypy's for
 * findings that keep it from checking further (a syntax error) and for crashes alike; the summary
 * tells them apart.
 */
export function mypyCalls(_options: unknown, context: ToolContext): readonly ToolCall[] {
  return [
    {
      name: 'check',
      program: 'mypy',
      arguments: [
        '--strict',
        // A comment that ignores whatever may be wrong hides what becomes wrong later.
        '--enable-error-code=ignore-without-code',
        '--config-file',
        join(context.workspaceRoot, 'pyproject.toml'),
        '--cache-dir',
        context.cache,
        '--show-column-numbers',
        '--show-error-end',
        '--show-error-codes',
        '--hide-error-context',
        '--no-pretty',
        '--no-color-output',
        '--error-summary',
        // Absolute: mypy's cache takes two files of one relative path, size and second for the same.
        ...context.pythonFolders.map((folder) => join(context.project, folder)),
      ],
      cwd: context.project,
      exitCodes: [0, 1, 2],
    },
  ];
}
