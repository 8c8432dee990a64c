import { toExecutor } from '../../running/executor.ts';
import { safety } from './tool.ts';

export default toExecutor(safety);
