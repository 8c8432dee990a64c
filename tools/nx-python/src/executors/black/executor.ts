import { toExecutor } from '../../running/executor.ts';
import { black } from './tool.ts';

export default toExecutor(black);
