import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

// What is compiled once need not be compiled at each commit. Set before anything else is read.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/modax-hooks'));
const { interruption } = await import('@modax/command');
const { runHook } = await import('./run-hook.ts');

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
