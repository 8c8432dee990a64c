import type { Tool } from '../../running/tool.ts';
import { pytestCalls, pytestReport, type PytestOptions } from './command.ts';
import { inspectTests } from './inspect.ts';
import { parsePytest } from './parse.ts';

export const pytest: Tool<PytestOptions> = {
  name: 'pytest',
  informationUri: 'https://docs.pytest.org',
  needs: 'python files',
  needsTestFiles: true,
  batch: 'in parallel',
  // Tests wait for processes, brokers and deadlines: a third run uses what two leave idle. A run in several
  // processes counts as one: a project asks for them because its tests wait.
  runsPerCore: 1.5,
  report: pytestReport,
  inspect: inspectTests,
  calls: pytestCalls,
  parse: parsePytest,
};
