/**
 * A text in a statement. A backslash stands for itself in one engine's quotes, and for an escape in another's: a text that
 * has one is put between two tags, where nothing stands for anything else.
 */
export function sqlText(text: string): string {
  if (!text.includes('\\')) return `'${text.replaceAll("'", "''")}'`;
  let tag = '$text$';
  // Its own beginning may stand at the end of the text.
  for (let no = 1; (text + tag).indexOf(tag) < text.length; no++) tag = `$text${no}$`;
  return tag + text + tag;
}
