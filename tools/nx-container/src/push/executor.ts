import { isProblem } from '@modax/findings';
import { executorOf } from '../running/executor.ts';
import { gitEvent } from '../tags/git-event.ts';
import type { PushOptions } from './prepare-push.ts';
import { pushedText, pushProject } from './push-project.ts';

/** Pushes a project's image, which `docker-scan` has passed, under the tags of the git event. */
export default executorOf<PushOptions>('docker-push', async (request, options, surroundings) => {
  const pushed = await pushProject(request, options, surroundings, (checkout) =>
    gitEvent(surroundings.variables, checkout),
  );
  return isProblem(pushed) ? pushed : pushedText(pushed);
});
