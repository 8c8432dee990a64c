import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { flake8 } from './tool.ts';

export default toExecutor(flake8);
export const batch = toBatchExecutor(flake8);
