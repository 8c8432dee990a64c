import { join } from 'node:path';
import { cleanEnvironment, run } from '@modax/command';
import { pythonProjects } from './python-projects.ts';

const DEADLINE_MS = 300_000;
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * What deptry is asked of each project. The tests need a call of their own: what they import may be
 * declared in a dependency group (DEP004), and what only the code needs they do not use (DEP002).
 */
const questions = [
  ['src'],
  ['src', 'tests', '--exclude', String.raw`\.venv`, '--ignore', 'DEP002,DEP004'],
] as const;

/**
 * Whether every Python project declares itself what its code and its tests import. Tasks are cached
 * by what is declared, so an import that works only because another project declares it can be judged
 * by the wrong version. Writes deptry's words about each fault, with the project's folder before it.
 * @throws Error when the workspace names no project.
 */
export async function importsAreDeclared(
  root: string,
  write: (text: string) => void,
): Promise<boolean> {
  const projects = pythonProjects(root);
  if (projects.length === 0) throw new Error('pyproject.toml: no member of the workspace is there');
  const deptry = join(root, '.venv/bin/deptry');
  let declared = true;
  for (const project of projects) {
    for (const question of questions) {
      const outcome = await run({
        argv: [deptry, '--no-ansi', ...question],
        cwd: join(root, project),
        env: cleanEnvironment(process.env),
        deadlineMs: DEADLINE_MS,
        outputLimitBytes: OUTPUT_LIMIT_BYTES,
      });
      if (outcome.kind === 'exited' && outcome.code === 0) continue;
      declared = false;
      const said = 'stderr' in outcome ? outcome.stdout + outcome.stderr : '';
      write(`${project}: deptry ${question.join(' ')}: ${outcome.kind}\n${said}\n`);
    }
  }
  return declared;
}
