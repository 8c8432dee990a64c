import { isProblem, type ToolProblem } from '@modax/findings';
import { type Surroundings } from '../running/execute.ts';

/** Milliseconds before the second, third and fourth try. */
export const WAITS_MS = [1000, 4000, 15_000] as const;

/** Tries again what failed because a registry was out of reach; everything else fails at once. */
export async function retried<Result extends object>(
  work: () => Promise<Result | ToolProblem>,
  { wait, tell, signal }: Pick<Surroundings, 'wait' | 'tell' | 'signal'>,
): Promise<Result | ToolProblem> {
  for (const milliseconds of WAITS_MS) {
    const result = await work();
    if (!isProblem(result) || result.code !== 'REGISTRY_UNREACHABLE' || signal.aborted)
      return result;
    tell(`the registry is out of reach; another try in ${milliseconds / 1000} s\n`);
    await wait(milliseconds);
  }
  return work();
}
