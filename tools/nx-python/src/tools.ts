/** What the git hooks use of this plugin: the tools, and how one is run on chosen files. */
export { workspaceEnvironment } from './environment/workspace-environment.ts';
export { blackCalls, type BlackOptions } from './executors/black/command.ts';
export { black } from './executors/black/tool.ts';
export { flake8 } from './executors/flake8/tool.ts';
export { mypy } from './executors/mypy/tool.ts';
export { trivy } from './executors/trivy/tool.ts';
export { parsePyproject } from './inference/pyproject.ts';
export { judge } from './running/judge.ts';
export { pythonFolders } from './running/project-files.ts';
export type { Parsed, Tool, ToolCall, ToolContext, ToolOptions } from './running/tool.ts';
