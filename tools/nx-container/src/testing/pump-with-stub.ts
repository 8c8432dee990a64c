import { beforeEach, vi } from 'vitest';
import { PumpWorkspace } from './pump-workspace.ts';
import { StubDocker } from './stub-docker.ts';
import { Tasks } from './tasks.ts';

/** What the tests of a file work with. */
export interface PumpWithStub {
  readonly workspace: PumpWorkspace;
  readonly docker: StubDocker;
  readonly tasks: Tasks;
}

/** Sets up a pump and a stub of Docker before each test of a file; to be read inside of them. */
export function pumpWithStub(): PumpWithStub {
  let workspace: PumpWorkspace;
  let docker: StubDocker;
  let tasks: Tasks;
  beforeEach(() => {
    workspace = new PumpWorkspace();
    docker = new StubDocker();
    tasks = new Tasks(workspace);
    for (const [name, value] of Object.entries(docker.variables)) vi.stubEnv(name, value);
    return () => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
      workspace.remove();
      docker.remove();
    };
  });
  return {
    get workspace() {
      return workspace;
    },
    get docker() {
      return docker;
    },
    get tasks() {
      return tasks;
    },
  };
}
