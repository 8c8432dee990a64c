import { join } from 'node:path';
import type { ToolCall, ToolContext, ToolOptions } from '../../running/tool.ts';

export interface BlackOptions extends ToolOptions {
  /** `false` rewrites the files instead of judging them. */
  readonly check: boolean;
}

/**
 * One run; 1 means "would reformat", 123 a file that black could not parse. What is passed over is
 * said here: by itself black leaves out what Git ignores and every folder named build, dist or venv,
 * sources too.
 */
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
        String.raw`--exclude=/(\.venv|node_modules)/`,
        ...context.targets,
      ],
      cwd: context.project,
      exitCodes: [0, 1, 123],
      // Its cache takes a file of the same size and time for the same file.
      environment: { BLACK_CACHE_DIR: join(context.scratch, 'black') },
    },
  ];
}
