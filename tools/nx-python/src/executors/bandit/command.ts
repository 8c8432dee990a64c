import { devNull } from 'node:os';
import type { ToolCall, ToolContext } from '../../running/tool.ts';

/**
 * Everything but the tests (they assert). `nosec` comments and configuration files count for nothing:
 * a false positive goes into the reviewed exceptions file, where it has an owner and an end. What is
 * excluded is a pattern to its end: bandit takes a bare word for any part of any path, so that `tests`
 * would hide `src/latests.py`.
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
        '--ini',
        devNull,
        '--exclude',
        excluded(context.targets).join(','),
        ...context.targets,
      ],
      cwd: context.project,
      exitCodes: [0, 1],
    },
  ];
}

function excluded(targets: readonly string[]): readonly string[] {
  return targets.flatMap((target) =>
    ['tests', '.venv', 'node_modules'].map((folder) => `${target}/${folder}/*`),
  );
}
