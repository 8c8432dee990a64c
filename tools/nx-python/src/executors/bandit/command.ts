import { devNull } from 'node:os';
import { join } from 'node:path';
import type { ToolCall, ToolContext } from '../../running/tool.ts';

/**
 * Everything but the tests (they assert). `nosec` comments and `.bandit` files count for nothing:
 * a false positive goes into the reviewed exceptions file, where it has an owner and an end.
 */
export function banditCalls(_options: unknown, context: ToolContext): readonly ToolCall[] {
  return [
    {
      name: 'sources',
      program: 'bandit',
      arguments: [
        '--recursive',
        '--quiet',
        '--format=json',
        '--ignore-nosec',
        '--configfile',
        join(context.workspaceRoot, 'pyproject.toml'),
        '--ini',
        devNull,
        '--exclude',
        './tests,./.venv,./node_modules',
        '.',
      ],
      cwd: context.project,
      exitCodes: [0, 1],
    },
  ];
}
