import type { Tool, ToolOptions } from '../../running/tool.ts';
import { trivyCalls } from './command.ts';
import { locateTrivyDatabase } from './database.ts';
import { parseTrivy } from './parse.ts';

export const trivy: Tool<ToolOptions> = {
  name: 'trivy',
  informationUri: 'https://trivy.dev',
  needs: 'any file',
  batch: 'together',
  needsLockedPackages: true,
  locate: locateTrivyDatabase,
  calls: trivyCalls,
  parse: parseTrivy,
};
