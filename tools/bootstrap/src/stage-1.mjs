import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Taking the types out of the commands' code costs a third of a second, each time. Only for this process:
// what is started from here may measure which of its lines run, and a cache blurs that.
enableCompileCache(fileURLToPath(new URL('../../../.modax/compile-cache', import.meta.url)));
await import('./main.ts');
