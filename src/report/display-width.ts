/** Characters that a terminal draws two columns wide: East Asian scripts and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u;
/** Nearly all cells of nearly all tables. */
const PLAIN = /^[\x20-\x7e]*$/;
const ZERO_WIDTH = /\p{Mn}|[\u200b-\u200d]/u;

const widthOf = (character: string): number =>
  ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** Columns that a text takes up on a terminal. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The text as it may go to a terminal: on one line, without control sequences, at most `width` columns wide. */
export function fitted(text: string, width: number): string {
  if (text.length <= width && PLAIN.test(text)) return text;
  const plain = text.replace(/\p{Cc}+/gu, ' ');
  if (displayWidth(plain) <= width) return plain;
  let kept = '';
  let used = 0;
  for (const character of plain) {
    used += widthOf(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}
