import { printableText } from '../shared/printable-text';

/** What a terminal draws two columns wide: East Asian scripts, and pictographs that are so by themselves. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Those that are drawn as one though they are of several characters, flags and families. Unknown to this `target`. */
const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');
/** One column each, as nearly all there is in tables, – and ≥ included: to take text apart takes much longer. */
const PLAIN = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u2013\u2026\u2212\u2264\u2265]*$/;
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one character. */
const lettersOf = (text: string): string[] => Array.from(letters.segment(text), ({ segment }) => segment);

function widthOf(letter: string): number {
  if (PLAIN.test(letter)) return letter.length;
  if (NOTHING.test(letter)) return 0;
  return WIDE.test(letter) || EMOJI.test(letter) ? 2 : 1;
}

/** Columns that a text takes up on a terminal. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return lettersOf(text).reduce((width, letter) => width + widthOf(letter), 0);
}

/** The text as it may go to a terminal: on one line, without control sequences, at most `width` columns wide. */
export function fitted(text: string, width: number): string {
  if (text.length <= width && PLAIN.test(text)) return text;
  const plain = printableText(text);
  if (displayWidth(plain) <= width) return plain;
  let kept = '';
  let used = 0;
  for (const letter of lettersOf(plain)) {
    used += widthOf(letter);
    if (used > width - 1) break;
    kept += letter;
  }
  return `${kept}…`;
}
