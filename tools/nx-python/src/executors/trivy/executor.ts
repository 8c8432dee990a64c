import { toExecutor } from '../../running/executor.ts';
import { trivy } from './tool.ts';

export default toExecutor(trivy);
