import { toolProblem, type ToolProblem } from '@modax/findings';
import { type Names, namesOf } from '../names.ts';
import { modulesIn, type PythonWorkspace } from './workspace.ts';
import { type Member, withMember } from './workspace-file.ts';

/** Files by their path in the workspace, each whole, new or in the place of the one that was there. */
export type Files = Readonly<Record<string, string>>;

/** What is written, or why nothing is. */
export type Plan = { readonly files: Files } | { readonly problem: ToolProblem };

/**
 * A new Python project and the workspace's `pyproject.toml` that knows it. `filesOf` answers with paths in
 * the project's folder, or with the name of a package that nobody says the version of.
 */
export function planProject(
  name: string,
  kind: Member['kind'],
  workspace: PythonWorkspace,
  filesOf: (names: Names) => { readonly files: Files } | { readonly unknown: string },
): Plan {
  const names = namesOf(name, workspace.projects);
  if ('problem' in names) return names;
  const folder = `${kind === 'service' ? 'apps' : 'libs'}/${names.kebab}`;
  const module = `modax_${names.snake}`;
  if (modulesIn(workspace).includes(module)) return moduleTaken(name, module);
  const edited = withMember(workspace.pyproject, { folder, module, kind });
  if ('unknown' in edited) return unknownForm(edited.unknown);
  const own = filesOf(names);
  if ('unknown' in own) return unknownForm(own.unknown);
  return {
    files: {
      'pyproject.toml': edited.text,
      ...Object.fromEntries(
        Object.entries(own.files).map(([path, text]) => [`${folder}/${path}`, text]),
      ),
    },
  };
}

function moduleTaken(name: string, module: string): Plan {
  const message = `'${name}' would have the module ${module}, which another project has; nothing was written`;
  const remedy = 'Choose another name.';
  return { problem: toolProblem('PROJECT_NAME_TAKEN', message, { remedy }) };
}

/** A place that an entry should be added to and that is not there, or not as the generators know it. */
export function unknownForm(place: string, path = 'pyproject.toml'): Plan {
  const message = `${place} is missing or not in the form that can be added to; nothing was written`;
  return { problem: toolProblem('WORKSPACE_FORM_UNKNOWN', message, { where: { path } }) };
}
