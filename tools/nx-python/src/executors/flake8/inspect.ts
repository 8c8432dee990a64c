import type { Finding } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { pythonSources } from '../../running/project-files.ts';
import type { ToolContext } from '../../running/tool.ts';

/** As flake8 reads it: the word in any case, and the codes, if any, behind a colon. */
const bareNoqa = /#\s*noqa(?!\s*:\s*[A-Z]+\d)/i;

/** Comments that silence every rule of a line, those of tomorrow too: each has to name its rule. */
export function inspectSuppressions(
  place: Pick<ToolContext, 'workspaceRoot' | 'project'>,
): readonly Finding[] {
  return pythonSources(place.project).flatMap(({ file, text }) =>
    bareLines(text).map((line) => ({
      tool: 'flake8',
      rule: 'bare-noqa',
      severity: 'error',
      message: 'this silences every rule of the line: name the one that is meant, `noqa: E501`',
      location: { path: projectPath(place, file), line },
    })),
  );
}

/** The lines of a source, from 1, on which a comment silences every rule. */
export function bareLines(source: string): readonly number[] {
  return source.split('\n').flatMap((text, index) => (bareNoqa.test(text) ? [index + 1] : []));
}
