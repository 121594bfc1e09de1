/** Control characters, line separators, and marks that turn the direction of the text around them. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** Those that JSON leaves as they are. */
const UNPRINTABLE_IN_JSON = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The text on one line, without what a terminal would obey instead of showing: a space in place of each such run. */
export const printableText = (text: string): string => text.replace(UNPRINTABLE, ' ');

/** The same of a text of several lines, which stay. */
export const printableLines = (text: string): string => text.split('\n').map(printableText).join('\n');

/** A value as JSON, indented, with all such characters escaped: to a program the same, and harmless to a terminal. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(
    UNPRINTABLE_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
