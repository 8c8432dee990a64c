import type { Tool } from '../../running/tool.ts';
import { pytestCalls, pytestReport, type PytestOptions } from './command.ts';
import { parsePytest } from './parse.ts';

export const pytest: Tool<PytestOptions> = {
  name: 'pytest',
  informationUri: 'https://docs.pytest.org',
  needs: 'python files',
  report: pytestReport,
  calls: pytestCalls,
  parse: parsePytest,
};
