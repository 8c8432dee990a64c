import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What is compiled once need not be compiled at each commit. Set before anything else is read.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/modax-hooks'));
await import('./start.ts');
