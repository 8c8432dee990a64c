import { RepositoryProblem } from '../problem.ts';

export function wrongUse(message: string): RepositoryProblem {
  return new RepositoryProblem('WRONG_USE', message, 'npm run repository -- --help');
}
