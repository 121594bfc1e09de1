import { printableText } from '../shared/printable-text';
import { displayWidth } from './display-width';

/** A term and what it means. */
export type Note = readonly [term: string, text: string];

/** Notes below one another, their texts aligned and wrapped to `width`. */
export function renderNotes(notes: readonly Note[], width: number): string {
  const terms = notes.map(([term]) => printableText(term));
  const indent = Math.max(...terms.map(displayWidth)) + 2;
  return notes
    .map(([, text], note) => {
      const lines = wrapped(text, width - indent);
      return lines.map((line, index) => (index === 0 ? terms[note]! : '').padEnd(indent) + line).join('\n');
    })
    .join('\n');
}

/** Breaks a text between words; a word that is too long for a line has one to itself. Without control sequences. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of printableText(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 1 + displayWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
