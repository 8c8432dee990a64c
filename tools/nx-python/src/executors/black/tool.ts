import type { Tool } from '../../running/tool.ts';
import { blackCalls, type BlackOptions } from './command.ts';
import { parseBlack } from './parse.ts';

export const black: Tool<BlackOptions> = {
  name: 'black',
  informationUri: 'https://black.readthedocs.io',
  needs: 'python files',
  batch: 'together',
  calls: blackCalls,
  parse: parseBlack,
};
