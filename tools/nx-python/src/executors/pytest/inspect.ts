import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { filesEndingWith } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';

/** The files that pytest opens when it looks for tests. */
const collected = /^(?:test_.*|.*_test|conftest)\.py$/;

/** Tests in files that pytest does not open: they look like tests and never run. */
export function inspectTests(
  place: Pick<ToolContext, 'workspaceRoot' | 'project'>,
): readonly Finding[] {
  return [...filesEndingWith(place.project, '.py')]
    .filter((file) => file.startsWith('tests/') && !collected.test(basename(file)))
    .filter((file) =>
      /^(?:async )?def test_/m.test(readFileSync(join(place.project, file), 'utf8')),
    )
    .map((file) => ({
      tool: 'pytest',
      rule: 'test-not-collected',
      severity: 'error',
      message: 'the tests in this file never run: name it test_*.py',
      location: { path: projectPath(place, file) },
    }));
}
