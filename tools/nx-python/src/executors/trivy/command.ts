import { join } from 'node:path';
import type { ToolCall, ToolContext } from '../../running/tool.ts';

/** Trivy's own allow rules would pass over secrets in tests, examples and documentation. */
const secretConfiguration = join(import.meta.dirname, 'secret-configuration.yaml');

/**
 * One run over the project's files for secrets and misconfiguration; where a vulnerability database
 * is present, the files and the project's part of the lock are looked up in it. Nothing is fetched:
 * the answer depends on the files and the database alone. The working folder is empty, so that no
 * `trivy.yaml` or `.trivyignore` is read: exceptions have their own reviewed file.
 */
export function trivyCalls(_options: unknown, context: ToolContext): readonly ToolCall[] {
  const database = context.resources['database'];
  const vulnerabilities =
    database === undefined ? [] : ['--skip-db-update', '--offline-scan', '--cache-dir', database];
  const call = (name: string, scanners: string, target: string): ToolCall => {
    const report = join(context.scratch, `${name}.json`);
    return {
      name,
      program: 'trivy',
      arguments: [
        'filesystem',
        // Not --quiet: that Trivy could not read a file stands in its log alone.
        '--no-progress',
        '--scanners',
        scanners,
        ...vulnerabilities,
        '--cache-backend',
        'memory',
        '--skip-check-update',
        '--skip-version-check',
        '--disable-telemetry',
        '--secret-config',
        secretConfiguration,
        '--skip-dirs',
        ['**/.venv', '**/node_modules', ...context.beside.folders].join(','),
        ...(context.beside.files.length === 0
          ? []
          : ['--skip-files', context.beside.files.join(',')]),
        '--format',
        'json',
        '--output',
        report,
        target,
      ],
      cwd: context.scratch,
      exitCodes: [0],
      writes: { report },
    };
  };
  return [
    call(
      'files',
      database === undefined ? 'secret,misconfig' : 'secret,misconfig,vuln',
      context.project,
    ),
    ...(database === undefined || context.lockedPackages.length === 0
      ? []
      : [call('packages', 'vuln', join(context.scratch, 'requirements.txt'))]),
  ];
}
