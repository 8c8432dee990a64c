let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for characters. Most runs never need it, and making it takes 20 ms. */
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Scripts whose characters take two cells on a terminal, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f1e6}-\u{1f1ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{M}\p{Cf}\p{Cc}]+$/u;

/** How many cells of a terminal a text takes. */
export function displayWidth(text: string): number {
  // Most text is plain: no need to look at its characters.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) {
    if (WIDE.test(segment)) width += 2;
    else if (!INVISIBLE.test(segment)) width += 1;
  }
  return width;
}

/** The text in lines of at most `width` cells, broken at spaces where there are any. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const end = (): void => {
    lines.push(withoutEnd(line));
    line = '';
  };
  for (const word of text.split(/(?<= )/)) {
    if (displayWidth(withoutEnd(line + word)) > width && line !== '') end();
    if (displayWidth(withoutEnd(word)) <= width) {
      line += word;
      continue;
    }
    for (const { segment } of graphemes(word)) {
      if (displayWidth(line + segment) > width && line !== '') end();
      line += segment;
    }
  }
  end();
  return lines;
}

/** Without the spaces at its end; any other blank is text. */
function withoutEnd(text: string): string {
  return text.replace(/ +$/, '');
}
