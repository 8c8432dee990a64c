import type { Tool, ToolOptions } from '../../running/tool.ts';
import { safetyCalls } from './command.ts';
import { locateSafetyDatabase } from './database.ts';
import { parseSafety } from './parse.ts';

export const safety: Tool<ToolOptions> = {
  name: 'safety',
  informationUri: 'https://github.com/pyupio/safety',
  needs: 'any file',
  needsLockedPackages: true,
  locate: locateSafetyDatabase,
  calls: safetyCalls,
  parse: parseSafety,
};
