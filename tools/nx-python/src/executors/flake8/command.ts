import { join } from 'node:path';
import type { ToolCall, ToolContext } from '../../running/tool.ts';

/** Syntax errors, and names or comparisons that fail when the line is reached. */
export const fatalRules = ['E9', 'F63', 'F7', 'F82'] as const;

/**
 * Two runs: the fatal rules with every suppression off, so that no `noqa` and no configuration can
 * hide them; then all rules of the workspace's `.flake8` (complexity 10, width 127). `--count` makes
 * flake8 close with the number of lines it wrote: output that was cut off does not add up.
 */
export function flake8Calls(_options: unknown, context: ToolContext): readonly ToolCall[] {
  const shared = ['--count', '--format=default', '--color=never', '--exclude=.venv,node_modules'];
  const call = (name: string, specific: readonly string[]): ToolCall => ({
    name,
    program: 'flake8',
    arguments: [...specific, ...shared, ...context.targets],
    cwd: context.project,
    exitCodes: [0, 1],
  });
  return [
    call('fatal', ['--isolated', '--disable-noqa', `--select=${fatalRules.join(',')}`]),
    call('all', ['--config', join(context.workspaceRoot, '.flake8')]),
  ];
}
