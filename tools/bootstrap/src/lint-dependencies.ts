import { importsAreDeclared } from './declared-imports.ts';

/** The step `workspace:lint-dependencies`; started in the workspace's root. */
const declared = await importsAreDeclared(process.cwd(), (text) => process.stdout.write(text));
process.exitCode = declared ? 0 : 1;
