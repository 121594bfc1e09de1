/** Whether a selector is for several names. */
export const isPattern = (text: string): boolean => text.includes('*');

/** Whether a selector is for any name. */
export const isForAll = (text: string): boolean => /^\*+$/.test(text);

/** A test for a text in any case, with or without space around it; `*` stands for any characters, none too. */
export function pattern(text: string): (given: string) => boolean {
  const wanted = text.toLowerCase();
  if (!isPattern(wanted)) return (given) => given.trim().toLowerCase() === wanted;
  const expression = new RegExp(`^${wanted.split('*').map(literally).join('.*')}$`, 's');
  return (given) => expression.test(given.trim().toLowerCase());
}

/** How much a selector says: a name most, a pattern by its other characters, nothing least. */
export const exactness = (text: string | undefined): number =>
  text === undefined ? 0 : isPattern(text) ? 1 + text.replaceAll('*', '').length : Infinity;

const literally = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
