/** The currency of public prices, and of what providers report. */
export const USD = 'USD';
