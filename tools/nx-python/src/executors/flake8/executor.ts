import { toExecutor } from '../../running/executor.ts';
import { flake8 } from './tool.ts';

export default toExecutor(flake8);
