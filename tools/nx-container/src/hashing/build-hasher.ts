import { type CustomHasher, workspaceRoot } from '@nx/devkit';
import { IMAGE_STATE, imageState } from './image-state.ts';
import { mixedHash } from './mixed-hash.ts';

/** The key of a build in a workspace. */
export const buildHasher =
  (folder: string): CustomHasher =>
  async (task, context) => {
    const { project: name } = task.target;
    const root = context.projectGraph.nodes[name]?.data.root ?? name;
    const state = await imageState(
      { workspaceRoot: folder, name, root },
      {
        variables: process.env,
        signal: new AbortController().signal,
        tell: () => undefined,
        wait: () => Promise.resolve(),
      },
    );
    return mixedHash(task, context, IMAGE_STATE, state);
  };

export default buildHasher(workspaceRoot);
