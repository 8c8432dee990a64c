import type { Tool, ToolOptions } from '../../running/tool.ts';
import { safetyCalls } from './command.ts';
import { locateSafetyDatabase } from './database.ts';
import { inspectManifests } from './inspect.ts';
import { parseSafety } from './parse.ts';

export const safety: Tool<ToolOptions> = {
  name: 'safety',
  informationUri: 'https://github.com/pyupio/safety',
  needs: 'any file',
  batch: 'together',
  needsLockedPackages: true,
  locate: locateSafetyDatabase,
  inspect: inspectManifests,
  calls: safetyCalls,
  parse: parseSafety,
};
