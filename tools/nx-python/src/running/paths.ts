import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import type { ToolContext } from './tool.ts';

/**
 * The workspace-relative, `/`-separated form of a path that a tool wrote, be it absolute or relative
 * to the project's folder.
 */
export function projectPath(context: Pick<ToolContext, 'workspaceRoot' | 'project'>, path: string) {
  const absolute = isAbsolute(path) ? path : resolve(context.project, path);
  const inside = relative(context.workspaceRoot, absolute).split(sep).join(posix.sep);
  return inside === '' ? '.' : inside;
}
