import { defineConfig } from 'vitest/config';

/** Shared by every TypeScript project: vitest is started in the project's folder with this file. */
export default defineConfig({
  test: {
    root: process.cwd(),
    silent: 'passed-only',
    // A hanging test ends some day; no test is judged by its time, on a machine however busy.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    include: ['src/**/*.spec.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.spec.ts', 'src/**/testing/**'],
      reporter: ['text-summary', 'json-summary', 'cobertura'],
      thresholds: { statements: 90, branches: 85 },
    },
  },
});
