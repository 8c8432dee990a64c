import { type Plan, planProject } from '../project/plan.ts';
import {
  nextPort,
  pythonVersions,
  requirementOf,
  type PythonWorkspace,
} from '../project/workspace.ts';
import { serviceSources } from './sources.ts';
import { serviceTests } from './tests.ts';

const shipped = ['fastapi', 'pydantic'];
const tested = ['httpx', 'pytest'];

/** A service that answers at `/status`, `/health`, `/ready` and `/metrics`, with its tests. */
export function planService(name: string, workspace: PythonWorkspace): Plan {
  const versions = pythonVersions(workspace);
  const packages = [...shipped, ...tested];
  const missing = packages.find((one) => requirementOf(one, workspace) === undefined);
  const requirements = (names: readonly string[]) =>
    names.flatMap((one) => requirementOf(one, workspace) ?? []);
  return planProject(name, 'service', workspace, (names) => {
    if (versions === undefined) return { unknown: '[project] requires-python' };
    if (missing !== undefined) return { unknown: `a version of ${missing}` };
    return {
      files: {
        ...serviceSources(names, {
          pythonVersions: versions,
          shipped: [
            ...requirements(['fastapi']),
            'modax-service-kit',
            ...requirements(['pydantic']),
          ],
          tested: requirements(tested),
          port: nextPort(workspace),
        }),
        ...serviceTests(names, nextPort(workspace)),
      },
    };
  });
}
