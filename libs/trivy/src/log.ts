/**
 * Trivy's log, tab between its fields: time, level, `[dockerfile scanner] Failed to parse file`, … Of a system that it does
 * not know, or of which nobody tells vulnerabilities any more, it finds none, and says so as a warning.
 */
const complaint =
  /^\S+\t(?:(?:ERROR|FATAL)\t|WARN\t(?=.*(?:\bFailed to |not on the EOL list|no longer supported|may be insufficient)))(?<text>.*)$/;
/** Said on every run without network: the checks are the built-in ones, as is meant. */
const expected = 'Falling back to embedded checks';

/**
 * What Trivy could not look at, in the lines of its log. It goes on without a file that it cannot parse,
 * ends with 0 and tells its log alone.
 */
export function complaints(log: string): readonly string[] {
  return log
    .split('\n')
    .flatMap((text) => complaint.exec(text)?.groups?.['text'] ?? [])
    .filter((text) => !text.includes(expected));
}
