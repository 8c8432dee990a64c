import { expect, onTestFinished, test } from 'vitest';
import type { TaskContext } from '../running/executor.ts';
import { PumpWorkspace } from '../testing/pump-workspace.ts';
import { quietSurroundings } from '../testing/surroundings.ts';
import { IMAGE_STATE, imageState } from './image-state.ts';
import { isOfItsKey } from './is-of-its-key.ts';
import { stateDigest } from './mixed-hash.ts';

test('a build is of its key until a source is changed', async () => {
  const workspace = new PumpWorkspace();
  onTestFinished(() => {
    workspace.remove();
  });
  const { request } = workspace;
  const surroundings = quietSurroundings();
  const nodes = { [IMAGE_STATE]: stateDigest(await imageState(request, surroundings)) };
  const context = {
    root: workspace.root,
    projectName: 'pump',
    targetName: 'docker-build',
    projectsConfigurations: { version: 2, projects: {} },
    taskGraph: { tasks: { 'pump:docker-build': { hashDetails: { nodes } } } },
  } as unknown as TaskContext;
  const isRight = () => isOfItsKey(request, surroundings, context);

  expect(await isRight()).toBe(true);
  workspace.write({ 'README.md': 'words\n' });
  expect(await isRight()).toBe(true);
  workspace.write({ 'libs/kit/src/sample_kit/__init__.py': '"""Changed."""\n' });
  expect(await isRight()).toBe(false);
});
