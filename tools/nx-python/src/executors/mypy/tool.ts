import type { Tool, ToolOptions } from '../../running/tool.ts';
import { prepareMypyCache } from './cache.ts';
import { mypyCalls } from './command.ts';
import { inspectTypes } from './inspect.ts';
import { parseMypy } from './parse.ts';

export const mypy: Tool<ToolOptions> = {
  name: 'mypy',
  informationUri: 'https://mypy.readthedocs.io',
  needs: 'python files',
  batch: 'first alone',
  inspect: inspectTypes,
  prepareCache: prepareMypyCache,
  calls: mypyCalls,
  parse: parseMypy,
};
