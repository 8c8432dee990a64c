import { TRIVY, trivyDatabase } from '@modax/trivy';
import type { Tool, ToolOptions } from '../../running/tool.ts';
import { trivyCalls } from './command.ts';
import { parseTrivy } from './parse.ts';

export const trivy: Tool<ToolOptions> = {
  ...TRIVY,
  needs: 'any file',
  batch: 'together',
  needsLockedPackages: true,
  locate: (_environment, variables) => {
    const database = trivyDatabase(variables);
    return database === undefined ? {} : { database };
  },
  calls: trivyCalls,
  parse: parseTrivy,
};
