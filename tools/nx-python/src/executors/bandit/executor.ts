import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { bandit } from './tool.ts';

export default toExecutor(bandit);
export const batch = toBatchExecutor(bandit);
