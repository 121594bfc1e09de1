export const DAY_MS = 86_400_000;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^(?<day>\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Midnight UTC of a day such as `2026-01-31`, in Unix milliseconds; nothing for the 31st of February. */
export function dayOf(text: string): number | undefined {
  if (!DAY.test(text)) return undefined;
  const unixMs = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(unixMs) && new Date(unixMs).toISOString().startsWith(text) ? unixMs : undefined;
}

/** An instant such as `2026-01-31T16:30:00Z`, with its zone, in Unix milliseconds. */
export function instantOf(text: string): number | undefined {
  const day = INSTANT.exec(text)?.groups!.day;
  return day === undefined || dayOf(day) === undefined ? undefined : Date.parse(text);
}
