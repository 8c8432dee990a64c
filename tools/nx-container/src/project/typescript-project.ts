import { parseJson, recordOf, textOf, toolProblem, type ToolProblem } from '@modax/findings';
import type { ImageProject, Member } from './image-project.ts';
import type { Texts } from './python-project.ts';

type Packages = Readonly<Record<string, unknown>>;

/**
 * Reads what an image of a TypeScript project is made of, from its `package.json` and npm's lock (version 3): what
 * the project runs with, not what its tests or tools want.
 */
export function typeScriptProject(
  { name, root }: Pick<ImageProject, 'name' | 'root'>,
  { manifest, lock }: Texts,
): ImageProject | ToolProblem {
  const file = `${root}/package.json`;
  const invalid = (message: string) =>
    toolProblem('PROJECT_INVALID', `${file}: ${message}`, { where: { path: file } });
  const project = recordOf(parseJson(manifest));
  const packageName = textOf(project?.['name']);
  const version = textOf(project?.['version']);
  if (packageName === undefined || version === undefined) {
    return invalid('it has no name or no version, by which its image would be known');
  }
  const packages = recordOf(recordOf(parseJson(lock))?.['packages']);
  if (packages === undefined) return invalid('package-lock.json is no lock of npm');
  const members = membersFrom(packages, { name: packageName, folder: root });
  if (packages[root] === undefined) {
    return invalid(`package-lock.json does not know it; run: npm install --ignore-scripts`);
  }
  return {
    language: 'typescript',
    name,
    root,
    packageName,
    version,
    description: textOf(project?.['description']) ?? '',
    licence: textOf(project?.['license']) ?? '',
    members,
  };
}

/** The package and those of the workspace that it depends on, and so on, by name. */
function membersFrom(packages: Packages, first: Member): readonly Member[] {
  const found = new Map<string, Member>();
  const waiting = [first];
  for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
    if (found.has(member.name)) continue;
    found.set(member.name, member);
    for (const name of dependenciesOf(packages[member.folder])) {
      const folder = folderOf(packages, name);
      if (folder !== undefined) waiting.push({ name, folder });
    }
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What is there when a package runs. */
function dependenciesOf(entry: unknown): readonly string[] {
  return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((kind) =>
    Object.keys(recordOf(recordOf(entry)?.[kind]) ?? {}),
  );
}

/** Where a package of the workspace lies; none for one of somebody else. */
function folderOf(packages: Packages, name: string): string | undefined {
  const linked = recordOf(packages[`node_modules/${name}`]);
  return linked?.['link'] === true ? textOf(linked['resolved']) : undefined;
}
