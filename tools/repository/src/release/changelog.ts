/** A heading of Nx's changelogs: one `#` before a major version, two before others. */
const VERSION = /^#{1,2} (?<version>\d\S*)/;

/** What a changelog says of a version, without its heading; undefined when it says nothing. */
export function notesOf(changelog: string, version: string): string | undefined {
  const lines = changelog.split('\n');
  const heading = lines.findIndex((line) => VERSION.exec(line)?.groups?.['version'] === version);
  if (heading === -1) return undefined;
  const behind = lines.slice(heading + 1);
  const next = behind.findIndex((line) => VERSION.test(line));
  const notes = (next === -1 ? behind : behind.slice(0, next)).join('\n').trim();
  return notes === '' ? undefined : notes;
}
