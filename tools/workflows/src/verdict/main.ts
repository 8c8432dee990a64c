/**
 * The last job of a workflow: `NEEDS='${{ toJSON(needs) }}' node tools/workflows/src/verdict/main.ts`. Needs Node 24
 * and no package. Exits with 0 when the workflow is green, 1 when it is not, 2 when that cannot be told.
 */
import { complaints, parseNeeds } from './verdict.ts';

try {
  const reasons = complaints(parseNeeds(process.env['NEEDS'] ?? ''));
  for (const reason of reasons) process.stderr.write(`${reason}\n`);
  process.stdout.write(reasons.length === 0 ? 'green\n' : 'not green\n');
  process.exitCode = reasons.length === 0 ? 0 : 1;
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`NEEDS cannot be read: ${why}\n`);
  process.exitCode = 2;
}
