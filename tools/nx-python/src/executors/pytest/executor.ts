import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { pytest } from './tool.ts';

export default toExecutor(pytest);
export const batch = toBatchExecutor(pytest);
