import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { mypy } from './tool.ts';

export default toExecutor(mypy);
export const batch = toBatchExecutor(mypy);
