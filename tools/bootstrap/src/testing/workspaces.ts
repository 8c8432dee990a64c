import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GateRules } from '../gates/gates.ts';
import { temporaryFolder, writeFiles } from './folders.ts';
import { initialise } from './git.ts';

const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));

/** A step of a sample project: a command for `sh`, and the steps that it needs first. */
export interface SampleStep {
  readonly command: string;
  readonly needs?: readonly string[];
}

/** The projects of a sample workspace, each with its steps by name. */
export type SampleProjects = Readonly<Record<string, Readonly<Record<string, SampleStep>>>>;

/** No rules: what a sample has is all that it must have. */
export const NO_RULES: GateRules = {
  plugins: [],
  withheld: [],
  projects: [],
  nxJson: { plugins: [], namedInputs: {} },
};

/** A committed workspace that real Nx works on: each project's `check` gathers all of its steps. */
export function sampleWorkspace(projects: SampleProjects): string {
  const root = temporaryFolder();
  symlinkSync(modules, join(root, 'node_modules'));
  writeFiles(root, {
    'package.json': '{"name":"sample","private":true}',
    'nx.json': JSON.stringify({
      cacheDirectory: '.nx/cache',
      analytics: false,
      neverConnectToCloud: true,
      tui: { enabled: false },
    }),
    '.gitignore': 'node_modules\n.nx\n.modax\nreports\nmarks\n',
    'pyproject.toml': '[tool.uv.workspace]\nmembers = []\n',
  });
  for (const [name, steps] of Object.entries(projects)) {
    writeFiles(root, {
      [`apps/${name}/project.json`]: JSON.stringify({ name, targets: targets(steps) }),
    });
  }
  initialise(root);
  return root;
}

function targets(steps: Readonly<Record<string, SampleStep>>): object {
  const own = Object.entries(steps).map(([step, { command, needs = [] }]) => [
    step,
    {
      command,
      cache: true,
      dependsOn: needs,
      outputs: ['{workspaceRoot}/reports/{projectName}/run-commands.*'],
    },
  ]);
  return {
    ...(Object.fromEntries(own) as object),
    check: { executor: 'nx:noop', dependsOn: Object.keys(steps) },
  };
}
