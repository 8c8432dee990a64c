import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

/**
 * One fingerprint per finding, in their order: the same as long as the finding is the same, wherever in
 * its file it moves. Findings that differ in their line alone are numbered in their order.
 */
export function fingerprints(findings: readonly Finding[]): string[] {
  const occurrences = new Map<string, number>();
  return findings.map((finding) => {
    const identity = identityOf(finding);
    const occurrence = occurrences.get(identity) ?? 0;
    occurrences.set(identity, occurrence + 1);
    return createHash('sha256').update(`${identity}${occurrence}`).digest('hex');
  });
}

/** A package's version is left out: another vulnerable version is still the same vulnerability. */
function identityOf({ tool, rule, message, location, package: subject }: Finding): string {
  return JSON.stringify([
    tool,
    rule,
    location?.path ?? null,
    subject?.name ?? null,
    // Tools name other lines in their messages ("already defined on line 12"), which move as well; and a
    // package's message tells of its version.
    subject === undefined ? message.replace(/\b(line|lines|column|col) \d+/gi, '$1') : null,
  ]);
}
