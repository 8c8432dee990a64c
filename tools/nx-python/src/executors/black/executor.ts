import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { black } from './tool.ts';

export default toExecutor(black);
export const batch = toBatchExecutor(black);
