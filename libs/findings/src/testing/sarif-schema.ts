import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';

/**
 * Tells what is wrong with a log by the OASIS schema of SARIF 2.1.0, as Microsoft's SARIF tool has it.
 * The schema names JSON Schema 2020-12 and uses nothing that draft 7 lacks, which is what Ajv 6 reads.
 */
export function sarifComplaints(): (log: unknown) => string[] {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve(`@microsoft/sarif-multitool-${process.platform}/sarif-2.1.0.json`);
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const validate = new Ajv({ allErrors: true }).compile({
    ...(schema as object),
    $schema: 'http://json-schema.org/draft-07/schema#',
  });
  return (log) => {
    validate(JSON.parse(JSON.stringify(log)));
    return (validate.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message ?? ''}`);
  };
}
