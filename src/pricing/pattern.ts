/** A test for a text in any case; `*` stands for any characters, none too. */
export function pattern(text: string): (given: string) => boolean {
  const wanted = text.toLowerCase();
  if (!wanted.includes('*')) return (given) => given.toLowerCase() === wanted;
  const expression = new RegExp(`^${wanted.split('*').map(literally).join('.*')}$`, 's');
  return (given) => expression.test(given.toLowerCase());
}

/** How much a pattern says: a text without `*` most, else by its other characters; nothing least. */
export const exactness = (text: string | undefined): readonly [rank: number, characters: number] => {
  if (text === undefined) return [0, 0];
  const characters = text.replaceAll('*', '').length;
  return [text.includes('*') ? 1 : 2, characters];
};

const literally = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
