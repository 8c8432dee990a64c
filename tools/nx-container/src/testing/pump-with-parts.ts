import { type Parts, pushPythonImage, startParts } from '@modax/container-parts';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { PumpWorkspace } from './pump-workspace.ts';
import { Tasks } from './tasks.ts';

/** What the tests of a file work with. */
export interface PumpWithParts {
  /** One builder and two registries for all tests of the file. */
  readonly parts: Parts;
  /** Each test has its own. */
  readonly workspace: PumpWorkspace;
  readonly tasks: Tasks;
}

/** Sets up and takes down real parts and a pump around the tests of a `describe`; to be read inside of them. */
export function pumpWithParts(): PumpWithParts {
  let parts: Parts;
  let workspace: PumpWorkspace;
  let tasks: Tasks;
  beforeAll(async () => {
    parts = await startParts();
    Object.assign(process.env, parts.environment, { MODAX_PYTHON_IMAGE: pushPythonImage(parts) });
  });
  afterAll(async () => {
    await parts.stop();
  });
  beforeEach(() => {
    workspace = new PumpWorkspace();
    tasks = new Tasks(workspace);
    return () => {
      workspace.remove();
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    };
  });
  return {
    get parts() {
      return parts;
    },
    get workspace() {
      return workspace;
    },
    get tasks() {
      return tasks;
    },
  };
}
