/** A list of strings in the text of a TOML file, and where it stands. */
export interface TextList {
  /** The place behind its opening bracket. */
  readonly start: number;
  /** The place of its closing bracket. */
  readonly end: number;
  readonly elements: readonly TextElement[];
}

/** A string in the list; the offsets are those of its quotes. */
export interface TextElement {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** The place behind its comma; the last one may have none. */
  readonly comma?: number;
}

const token = /\s+|#.*|,|"(?<value>[^"\\\n]*)"|'(?<literal>[^'\n]*)'|\]/y;

/**
 * The list of strings that a key has in the part of the text from `from` to `to`. Nothing where there is
 * no such key, or where it has anything but a list of plain strings.
 */
export function listIn(text: string, key: string, from: number, to: number): TextList | undefined {
  const opening = new RegExp(String.raw`^${key}[ \t]*=[ \t]*\[`, 'm').exec(text.slice(from, to));
  if (opening === null) return undefined;
  const start = from + opening.index + opening[0].length;
  const elements: TextElement[] = [];
  token.lastIndex = start;
  for (;;) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (found === null || at >= to) return undefined;
    if (found[0] === ']') return { start, end: at, elements };
    const value = found.groups?.['value'] ?? found.groups?.['literal'];
    if (value !== undefined) elements.push({ value, start: at, end: token.lastIndex });
    const last = elements.at(-1);
    if (found[0] === ',' && last !== undefined) {
      elements.splice(-1, 1, { ...last, comma: token.lastIndex });
    }
  }
}

/**
 * The text with one more string in the list, before the first one that is greater. Every other character
 * stays: comments, order, one line or many.
 */
export function withElement(text: string, list: TextList, value: string): string {
  const { start, elements } = list;
  const greater = elements.findIndex((element) => element.value > value);
  const next = greater === -1 ? elements.length : greater;
  const [before, following] = [elements[next - 1], elements[next]];
  const line = withLine(text, list, next, value);
  if (line !== undefined) return line;
  if (following !== undefined) return inserted(text, following.start, `"${value}", `);
  return before === undefined
    ? inserted(text, start, `"${value}"`)
    : inserted(text, before.end, `, "${value}"`);
}

/** The text with a line for the string, where the list has lines between its neighbours. */
function withLine(text: string, list: TextList, next: number, value: string): string | undefined {
  const [before, following] = [list.elements[next - 1], list.elements[next]];
  const behind = before?.comma ?? before?.end ?? list.start;
  const newline = text.slice(behind, following?.start ?? list.end).indexOf('\n');
  if (newline === -1 || list.elements.length === 0) return undefined;
  const line = `\n${indentation(text, list)}"${value}",`;
  const withString = inserted(text, behind + newline, line);
  const lacksComma = before !== undefined && before.comma === undefined;
  return lacksComma ? inserted(withString, behind, ',') : withString;
}

/** What stands before the first string in its line, when it has a line of its own. */
function indentation(text: string, { start, elements }: TextList): string {
  const gap = text.slice(start, elements[0]?.start);
  return gap.includes('\n') ? gap.slice(gap.lastIndexOf('\n') + 1) : '  ';
}

/** The text with other words in the place of a string of the list. */
export function withValue(text: string, element: TextElement, value: string): string {
  return `${text.slice(0, element.start)}"${value}"${text.slice(element.end)}`;
}

function inserted(text: string, at: number, addition: string): string {
  return text.slice(0, at) + addition + text.slice(at);
}
