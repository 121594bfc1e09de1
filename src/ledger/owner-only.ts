const OTHERS = 0o077;

let underWay = 0;
/** The user's; until it is known, what most systems have. */
let umaskBefore = 0o022;

/**
 * While `body` runs, files come into being for the eyes of their owner only: spans hold what customers did, and the
 * database makes its files itself.
 */
export async function ownerOnly<T>(body: () => Promise<T>): Promise<T> {
  if (underWay++ === 0) umaskBefore = setUmask(OTHERS);
  try {
    return await body();
  } finally {
    if (--underWay === 0) setUmask(umaskBefore);
  }
}

/** Of a file that is made for the user, as their own programs make it. */
export const usersMode = (): number => 0o666 & ~umaskBefore;

function setUmask(mask: number): number {
  try {
    return process.umask(mask);
  } catch {
    // In a worker thread it cannot be set.
    return mask;
  }
}
