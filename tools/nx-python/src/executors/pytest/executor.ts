import { toExecutor } from '../../running/executor.ts';
import { pytest } from './tool.ts';

export default toExecutor(pytest);
