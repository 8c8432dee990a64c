import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The step `documents` of the workspace: what people read is held against what there is. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['*.spec.ts'],
    testTimeout: 300_000,
  },
});
