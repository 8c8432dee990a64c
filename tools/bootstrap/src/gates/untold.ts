import type { GraphProject } from '../pipeline/plan.ts';
import { isRecord } from '../values.ts';

/** What Nx starts with its own environment, unless the target states another one. */
const COMMANDS = 'nx:run-commands';
/** Our plugins' executors make an environment for what they start; what only gathers others starts nothing. */
const CAREFUL = /^(?:@modax\/[\w-]+:|nx:noop$)/;

/**
 * The cached targets that are told a variable which no program of theirs may know, each a sentence `project:target:
 * what`. Nx hands all that it knows on to what it starts, and a target can but blot it out.
 */
export function toldTargets(
  projects: readonly GraphProject[],
  withheld: readonly string[],
): readonly string[] {
  return projects.flatMap(({ name, targets }) =>
    Object.entries(targets).flatMap(([target, stated]) =>
      withheld.flatMap((variable) => {
        const what = told(stated, variable);
        return what === undefined ? [] : [`${name}:${target}: ${what}`];
      }),
    ),
  );
}

function told(target: unknown, variable: string): string | undefined {
  if (!isRecord(target) || target['cache'] !== true) return undefined;
  const executor = String(target['executor']);
  if (CAREFUL.test(executor)) return undefined;
  if (executor !== COMMANDS) return `${executor} is told ${variable}; ${COMMANDS} can empty it`;
  if (!empties(target['options'], variable)) return `options.env must empty ${variable}`;
  const configurations = isRecord(target['configurations']) ? target['configurations'] : {};
  const [name] =
    Object.entries(configurations).find(
      // The whole of what it states takes the place of that of the options.
      ([, stated]) => isRecord(stated) && 'env' in stated && !empties(stated, variable),
    ) ?? [];
  return name === undefined ? undefined : `configurations.${name}.env must empty ${variable}`;
}

function empties(options: unknown, variable: string): boolean {
  const environment = isRecord(options) ? options['env'] : undefined;
  return isRecord(environment) && environment[variable] === '';
}
