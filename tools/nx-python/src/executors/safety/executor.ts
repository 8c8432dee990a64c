import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { safety } from './tool.ts';

export default toExecutor(safety);
export const batch = toBatchExecutor(safety);
