import type { Tool, ToolOptions } from '../../running/tool.ts';
import { flake8Calls } from './command.ts';
import { inspectSuppressions } from './inspect.ts';
import { parseFlake8 } from './parse.ts';

export const flake8: Tool<ToolOptions> = {
  name: 'flake8',
  informationUri: 'https://flake8.pycqa.org',
  needs: 'python files',
  batch: 'together',
  inspect: inspectSuppressions,
  calls: flake8Calls,
  parse: parseFlake8,
};
