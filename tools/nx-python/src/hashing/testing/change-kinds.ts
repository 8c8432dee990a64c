import { gates, projects, type Change, type World } from './station.ts';

/*
 * The words of the table of changes. Whose results may differ is said in words such as
 * `pump: lint tests; rig: typecheck tests`: `tests` is the one on the workspace's Python and the one of
 * the matrix, `test` the former, `all` every gate; `every: lint` is said of every project.
 */

export function tasksOf(words: string): readonly string[] {
  return words.split(';').flatMap((part) => {
    if (part.trim() === '') return [];
    const [whose = '', what = ''] = part.split(':').map((word) => word.trim());
    const owners = whose === 'every' ? projects : projects.filter((name) => name === whose);
    if (owners.length === 0) throw new Error(`there is no project ${whose}`);
    return owners.flatMap((project) =>
      what.split(/\s+/).flatMap((word) => gatesOf(word).map((gate) => `${project}:${gate}`)),
    );
  });
}

function gatesOf(word: string): readonly string[] {
  if (word === 'all') return gates;
  if (word === 'tests') return ['test', 'test-3.11'];
  if (!gates.includes(word)) throw new Error(`there is no gate ${word}`);
  return [word];
}

/** A file with something more in it. */
export function edited(path: string, words: string, line = (n: number) => `# ${n}\n`): Change {
  return {
    name: `${path} edited`,
    tasks: tasksOf(words),
    binary: false,
    files: { [path]: (text, n) => `${must(path, text)}${line(n)}` },
  };
}

/** A file that was not there. */
export function added(path: string, words: string, content = (n: number) => `# ${n}\n`): Change {
  return {
    name: `${path} added`,
    tasks: tasksOf(words),
    binary: false,
    files: { [path]: (_, n) => content(n) },
  };
}

export function deleted(path: string, words: string): Change {
  return {
    name: `${path} deleted`,
    tasks: tasksOf(words),
    binary: true,
    files: { [path]: () => undefined },
  };
}

export function renamed(path: string, to: string, words: string, content: string): Change {
  return {
    name: `${path} renamed to ${to}`,
    tasks: tasksOf(words),
    binary: true,
    files: { [path]: () => undefined, [to]: () => content },
  };
}

/** A part of a file that is another; `{n}` in it is the state. */
export function replaced(
  name: string,
  path: string,
  from: string,
  to: string,
  words: string,
): Change {
  return {
    name,
    tasks: tasksOf(words),
    binary: !to.includes('{n}'),
    files: {
      [path]: (text, n) => {
        const whole = must(path, text);
        if (!whole.includes(from)) throw new Error(`${name}: ${path} has no ${from}`);
        return whole.replace(from, to.replaceAll('{n}', String(n)));
      },
    },
  };
}

/** Another state of the world. */
export function outside(
  name: string,
  change: (world: World, n: number) => World,
  words: string,
): Change {
  return { name, tasks: tasksOf(words), binary: true, world: change };
}

export function variable(name: string, value: string, words: string): Change {
  const change = (world: World, n: number): World => ({
    ...world,
    variables: { ...world.variables, [name]: value.replaceAll('{n}', String(n)) },
  });
  return {
    ...outside(`${name} in the environment`, change, words),
    binary: !value.includes('{n}'),
  };
}

function must(path: string, text: string | undefined): string {
  if (text === undefined) throw new Error(`there is no ${path}`);
  return text;
}
