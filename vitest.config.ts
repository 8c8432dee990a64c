import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Vitest leaves a processor to others. Here a file waits for one job of a workflow after the other. */
const FILES_AT_ONCE: Readonly<Record<string, number>> = { 'workflows-e2e': 2 };

/** Shared by every TypeScript project: vitest is started in the project's folder with this file. */
export default defineConfig({
  test: {
    root: process.cwd(),
    maxWorkers: FILES_AT_ONCE[basename(process.cwd())],
    silent: 'passed-only',
    // A hanging test ends some day; no test is judged by its time, on a machine however busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    include: ['src/**/*.spec.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // Entry points run as processes of their own, where coverage does not see them.
      exclude: ['src/**/*.spec.ts', 'src/**/testing/**', 'src/**/main.ts', 'src/start.ts'],
      reporter: ['text-summary', 'json-summary', 'cobertura'],
      thresholds: { statements: 90, branches: 85 },
    },
  },
});
