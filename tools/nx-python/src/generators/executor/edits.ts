import type { Names } from '../names.ts';

/** The files that name every executor, as they are or as they will be. */
export interface Registers {
  /** `executors.json` */
  readonly executors: string;
  /** `src/hashing/plan.ts` */
  readonly plans: string;
  /** `src/executors/tools.spec.ts` */
  readonly specs: string;
}

/** The registers with one more executor, or the first of them that has not the form that is known. */
export function withExecutor(
  { executors, plans, specs }: Registers,
  names: Names,
): Registers | { readonly unknown: keyof Registers } {
  const listed = before(executors, /\n {2}\}\n\}\n$/, `,\n${entry(names)}`);
  if (listed === undefined) return { unknown: 'executors' };
  const end = '} as const satisfies Readonly<Record<string, KeyPlan>>;';
  const planned = before(plans, new RegExp(end.replace(/[{}<>;]/g, String.raw`\$&`)), plan(names));
  if (planned === undefined) return { unknown: 'plans' };
  const judged = withSpecs(specs, names);
  if (judged === undefined) return { unknown: 'specs' };
  return { executors: listed, plans: planned, specs: judged };
}

function entry({ kebab }: Names): string {
  const folder = `./src/executors/${kebab}`;
  return `    "${kebab}": {
      "implementation": "${folder}/executor.ts",
      "batchImplementation": "${folder}/executor.ts#batch",
      "schema": "${folder}/schema.json",
      "hasher": "./src/hashing/hasher.ts",
      "description": "What ${kebab} finds in the Python files"
    }`;
}

function plan({ kebab }: Names): string {
  return `  '${kebab}': {
    ...none,
    files: isPython,
    project: 'warning budget',
    tools: ['${kebab}'],
    packages: 'none',
    interpreter: true,
  },
`;
}

/** What holds for every tool holds for the new one. */
function withSpecs(specs: string, { kebab, camel }: Names): string | undefined {
  const imported = [...specs.matchAll(/^import \{ \w+ \} from '\.\/[\w-]+\/tool\.ts';\n/gm)].at(-1);
  if (imported === undefined) return undefined;
  const place = imported.index + imported[0].length;
  const line = `import { ${camel} } from './${kebab}/tool.ts';\n`;
  const withImport = specs.slice(0, place) + line + specs.slice(place);
  const tool = `  '${kebab}': { tool: ${camel}, calls: (context: ToolContext) => ${camel}.calls(limits, context) },\n`;
  const withTool = before(withImport, /\};\n\nconst everyTool/, tool);
  return withTool === undefined
    ? undefined
    : behind(withTool, /expect\(stated\)\.toEqual\(\{\n/, `    '${kebab}': [[]],\n`);
}

function before(text: string, place: RegExp, addition: string): string | undefined {
  const index = place.exec(text)?.index;
  return index === undefined ? undefined : text.slice(0, index) + addition + text.slice(index);
}

function behind(text: string, place: RegExp, addition: string): string | undefined {
  const found = place.exec(text);
  if (found === null) return undefined;
  const index = found.index + found[0].length;
  return text.slice(0, index) + addition + text.slice(index);
}
