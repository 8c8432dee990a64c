import type { Names } from '../names.ts';
import type { Files } from '../project/plan.ts';
import { commandSpec, parseSpec } from './specs.ts';

/** The files of an executor's folder. */
export function executorFiles(names: Names): Files {
  return {
    'tool.ts': tool(names),
    'command.ts': command(names),
    'command.spec.ts': commandSpec(names),
    'parse.ts': parse(names),
    'parse.spec.ts': parseSpec(names),
    'executor.ts': executor(names),
    'schema.json': schema(names),
  };
}

function tool({ kebab, camel, pascal }: Names): string {
  return `import type { Tool, ToolOptions } from '../../running/tool.ts';
import { ${camel}Calls } from './command.ts';
import { parse${pascal} } from './parse.ts';

export const ${camel}: Tool<ToolOptions> = {
  name: '${kebab}',
  informationUri: 'https://pypi.org/project/${kebab}/',
  needs: 'python files',
  batch: 'in parallel',
  calls: ${camel}Calls,
  parse: parse${pascal},
};
`;
}

function command({ kebab, camel }: Names): string {
  return `import type { ToolCall, ToolContext } from '../../running/tool.ts';

/** One run over every file; 1 means that something was found. */
export function ${camel}Calls(_options: unknown, context: ToolContext): readonly ToolCall[] {
  return [
    {
      name: 'sources',
      program: '${kebab}',
      arguments: ['--output-format=json', ...context.targets],
      cwd: context.project,
      exitCodes: [0, 1],
    },
  ];
}
`;
}

function parse({ kebab, pascal }: Names): string {
  return `import { arrayOf, type Finding, numberOf, parseJson, recordOf, textOf } from '@modax/findings';
import { projectPath } from '../../running/paths.ts';
import { contradiction, unreadable } from '../../running/problems.ts';
import type { Parsed, ToolContext, ToolOutput } from '../../running/tool.ts';

/** The output is a JSON list with one record for each finding; each is an error. */
export function parse${pascal}(outputs: readonly ToolOutput[], context: ToolContext): Parsed {
  const findings: Finding[] = [];
  for (const output of outputs) {
    const results = arrayOf(parseJson(output.stdout));
    if (results === undefined) return unreadable(output, 'not a list of findings');
    if ((output.code === 0) !== (results.length === 0)) {
      return contradiction(output, results.length);
    }
    for (const result of results) {
      const finding = toFinding(recordOf(result) ?? {}, context);
      if (finding === undefined) {
        return unreadable(output, 'a finding without rule, message, file or line');
      }
      findings.push(finding);
    }
  }
  return { findings };
}

function toFinding(
  result: Readonly<Record<string, unknown>>,
  context: ToolContext,
): Finding | undefined {
  const rule = textOf(result['code']);
  const message = textOf(result['message']);
  const file = textOf(result['filename']);
  const line = numberOf(result['line']);
  if (rule === undefined || message === undefined) return undefined;
  if (file === undefined || line === undefined) return undefined;
  return {
    tool: '${kebab}',
    rule,
    severity: 'error',
    message,
    location: { path: projectPath(context, file), line },
  };
}
`;
}

function executor({ camel }: Names): string {
  return `import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { ${camel} } from './tool.ts';

export default toExecutor(${camel});
export const batch = toBatchExecutor(${camel});
`;
}

function schema({ kebab }: Names): string {
  return `{
  "$schema": "https://json-schema.org/schema",
  "$id": "modax-nx-python-${kebab}",
  "title": "${kebab} executor",
  "type": "object",
  "version": 2,
  "cli": "nx",
  "properties": {
    "timeoutSeconds": {
      "type": "integer",
      "minimum": 1,
      "maximum": 7200,
      "default": 300,
      "description": "Seconds after which ${kebab} and everything it started is ended and the task fails"
    }
  },
  "additionalProperties": false
}
`;
}
