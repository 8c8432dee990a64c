import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord, textOf } from '../values.ts';
import type { GatedProject, Target } from './gates.ts';

/**
 * What the plugins infer for the projects of the workspace, before anything that its files state differs.
 * They are asked as Nx asks them: by the files that their pattern matches.
 * @throws Error when one of them cannot be loaded, refuses a project's file, or is no Nx plugin.
 */
export async function inferredProjects(
  root: string,
  plugins: readonly string[],
): Promise<readonly GatedProject[]> {
  const { resolve } = createRequire(join(root, 'package.json'));
  const found: GatedProject[] = [];
  for (const plugin of plugins) {
    const loaded: unknown = await import(pathToFileURL(resolve(plugin)).href);
    const [pattern, infer] = createNodesOf(loaded, plugin);
    const files = globSync(pattern, { cwd: root }).sort();
    const context = { workspaceRoot: root, nxJsonConfiguration: {} };
    found.push(...projectsOf(await infer(files, undefined, context)));
  }
  return found;
}

type Infer = (files: readonly string[], options: undefined, context: object) => unknown;

function createNodesOf(plugin: unknown, name: string): readonly [string, Infer] {
  const nodes = isRecord(plugin) ? plugin['createNodes'] : undefined;
  const pair: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  const [pattern, infer] = pair;
  if (typeof pattern !== 'string' || typeof infer !== 'function') {
    throw new Error(`${name} infers no projects: it is no plugin for Nx`);
  }
  return [pattern, infer as Infer];
}

/** The projects in the answer of a plugin: pairs of a file and what it makes of the file. */
function projectsOf(answer: unknown): readonly GatedProject[] {
  const pairs: readonly unknown[] = Array.isArray(answer) ? answer : [];
  return pairs.flatMap((pair) => {
    const result: unknown = Array.isArray(pair) ? pair[1] : undefined;
    const projects = isRecord(result) && isRecord(result['projects']) ? result['projects'] : {};
    return Object.entries(projects).map(([root, project]) => {
      const { name, targets } = isRecord(project) ? project : {};
      return {
        root,
        name: textOf(name) ?? root,
        targets: (isRecord(targets) ? targets : {}) as Readonly<Record<string, Target>>,
      };
    });
  });
}
