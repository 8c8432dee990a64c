import { text } from 'node:stream/consumers';
import { interruption } from '@modax/command';
import { runHook } from './run-hook.ts';

const [hook = '', ...words] = process.argv.slice(2);
const interruptions = interruption();
try {
  process.exitCode = await runHook({
    hook,
    words,
    folder: process.cwd(),
    variables: process.env,
    signal: interruptions.signal,
    tell: (said) => process.stderr.write(said),
    input: () => text(process.stdin),
  });
} finally {
  interruptions.release();
}
