/** Outcome of a run that has none yet. */
export const OPEN = 'open';

/** Use case of a run whose spans name none. */
export const UNNAMED_USE_CASE = '(no use case)';
