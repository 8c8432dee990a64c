import type { Tool, ToolOptions } from '../../running/tool.ts';
import { banditCalls } from './command.ts';
import { parseBandit } from './parse.ts';

export const bandit: Tool<ToolOptions> = {
  name: 'bandit',
  informationUri: 'https://bandit.readthedocs.io',
  needs: 'python files',
  batch: 'together',
  calls: banditCalls,
  parse: parseBandit,
};
