import { join } from 'node:path';
import type { ToolCall, ToolContext, ToolOptions } from '../../running/tool.ts';

export interface BlackOptions extends ToolOptions {
  /** `false` rewrites the files instead of judging them. */
  readonly check: boolean;
}

/** One run; 1 means "would reformat", 123 a file that black could not parse. */
export function blackCalls(options: BlackOptions, context: ToolContext): readonly ToolCall[] {
  return [
    {
      name: options.check ? 'check' : 'fix',
      program: 'black',
      arguments: [
        ...(options.check ? ['--check'] : []),
        '--no-color',
        '--config',
        join(context.workspaceRoot, 'pyproject.toml'),
        '.',
      ],
      cwd: context.project,
      exitCodes: [0, 1, 123],
    },
  ];
}
