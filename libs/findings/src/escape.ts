import { stripVTControlCharacters } from 'node:util';

/**
 * Untrusted text made safe for one line on a terminal or in a log: without escape sequences, control
 * characters, line breaks (they become spaces) and characters that reverse the direction of writing, and
 * without anything that GitHub's runner would take for a workflow command.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/##\[/g, '## [')
    .replace(/(?<=^|\s):{2,}/g, ({ length }) => Array<string>(length).fill(':').join(' '));
}

/** Escapes the message of a GitHub workflow command. */
export function commandMessage(text: string): string {
  return withoutControls(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** Escapes a property's value of a GitHub workflow command. */
export function commandProperty(text: string): string {
  return commandMessage(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** Keeps line breaks: a workflow command carries them escaped. */
function withoutControls(text: string): string {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/[^\P{Cc}\n\r]/gu, '')
    .replace(/[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** A path relative to the workspace root as a relative URI reference. */
export function pathUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
