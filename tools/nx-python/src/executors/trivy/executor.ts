import { toBatchExecutor, toExecutor } from '../../running/executor.ts';
import { trivy } from './tool.ts';

export default toExecutor(trivy);
export const batch = toBatchExecutor(trivy);
