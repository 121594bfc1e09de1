/** A text in a statement. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
