import type { GraphProject } from '../pipeline/plan.ts';
import { isRecord } from '../values.ts';

/** What Nx starts with its own environment; the executors of our plugins make one for what they start. */
const COMMANDS = 'nx:run-commands';

/**
 * The cached commands that are told a variable which no command may know, each a sentence `project:target: what`. Nx
 * hands all that it knows on to what it starts, and a target can but blot it out.
 */
export function toldCommands(
  projects: readonly GraphProject[],
  withheld: readonly string[],
): readonly string[] {
  return projects.flatMap(({ name, targets }) =>
    Object.entries(targets).flatMap(([target, stated]) =>
      told(stated, withheld).map(
        (variable) => `${name}:${target}: options.env must empty ${variable}`,
      ),
    ),
  );
}

function told(target: unknown, withheld: readonly string[]): readonly string[] {
  if (!isRecord(target) || target['executor'] !== COMMANDS || target['cache'] !== true) return [];
  const options = isRecord(target['options']) ? target['options'] : {};
  const environment = isRecord(options['env']) ? options['env'] : {};
  return withheld.filter((variable) => environment[variable] !== '');
}
