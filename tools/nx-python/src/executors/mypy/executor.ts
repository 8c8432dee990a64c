import { toExecutor } from '../../running/executor.ts';
import { mypy } from './tool.ts';

export default toExecutor(mypy);
