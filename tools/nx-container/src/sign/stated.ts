import { isDeepStrictEqual } from 'node:util';
import { parseJson, recordOf, textOf } from '@modax/findings';

/**
 * The predicates in what `cosign verify-attestation` prints: an envelope of DSSE a line, whose payload is
 * a statement of in-toto. What is none is passed over.
 */
export function predicatesIn(printed: string): readonly unknown[] {
  return printed.split('\n').flatMap((line) => {
    const payload = textOf(recordOf(parseJson(line))?.['payload']);
    if (payload === undefined) return [];
    const statement = recordOf(parseJson(Buffer.from(payload, 'base64').toString('utf8')));
    return statement === undefined ? [] : [statement['predicate']];
  });
}

/** Whether one of them says the same of an image's origin; any does, where nothing is wanted of it. */
export function isStated(printed: string, wanted: object | undefined): boolean {
  const predicates = predicatesIn(printed);
  return wanted === undefined
    ? predicates.length > 0
    : predicates.some((predicate) => isDeepStrictEqual(originIn(predicate), originIn(wanted)));
}

/**
 * What was built, from what and by whom (SLSA Provenance 1.0). Not in which run, nor what the scan of that
 * run has written: an image that is pushed again comes from nowhere else.
 */
function originIn(predicate: unknown): object {
  const record = recordOf(predicate);
  const builder = recordOf(record?.['runDetails'])?.['builder'];
  return { buildDefinition: record?.['buildDefinition'], builder };
}
