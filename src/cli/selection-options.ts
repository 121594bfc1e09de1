import { type Command, InvalidArgumentError } from 'commander';
import { type Dimension, DIMENSION_NAMES, isDimension, storedValue } from '../report/dimensions';
import type { Filter, Selection } from '../report/question';

/** What the flags of {@link addSelectionOptions} give. */
export interface SelectionFlags {
  readonly since?: number;
  readonly until?: number;
  readonly where?: readonly Filter[];
}

/** Which runs are asked about: `--since`, `--until` and `--where`. */
export const addSelectionOptions = (command: Command): Command =>
  command
    .option(
      '--since <time>',
      'only runs that started then or later: 2026-11-01, 2026-11-01T12:00, 7d, 24h, 30m',
      time,
    )
    .option('--until <time>', 'only runs that started before then', time)
    .option(
      '-w, --where <name=value>',
      'only runs of which it holds, e.g. customer=acme; repeat it for more; names as for --by',
      filters,
    );

export const selectionOf = ({ since, until, where }: SelectionFlags): Selection => ({
  sinceUnixMs: since,
  untilUnixMs: until,
  where,
});

/** `--by` may be repeated, and may list several. */
export function dimensions(text: string, before: readonly Dimension[] = []): Dimension[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase().replaceAll('_', '-'));
  return [...new Set([...before, ...names.map(dimension)])];
}

function dimension(name: string): Dimension {
  if (!isDimension(name)) throw new InvalidArgumentError(`There are: ${DIMENSION_NAMES.join(', ')}.`);
  return name;
}

function filters(text: string, before: readonly Filter[] = []): Filter[] {
  const [name = '', ...rest] = text.split('=');
  if (rest.length === 0)
    throw new InvalidArgumentError(
      'Write name=value, e.g. customer=acme, or customer= for those without one.',
    );
  const [wanted] = dimensions(name);
  const value = rest.join('=');
  if (storedValue(wanted!, value) === undefined) throw new InvalidArgumentError('Write a day as 2026-11-21.');
  return [...before, { dimension: wanted!, value }];
}

const AGO = /^(\d+)\s*([mhdw])$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Milliseconds since 1970. A time without a zone is UTC. */
export function time(text: string, _?: unknown, nowMs = Date.now()): number {
  const [, number, unit] = AGO.exec(text) ?? [];
  if (number !== undefined) return nowMs - Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS];
  const [iso, clock, , , zone] = ISO.exec(text) ?? [];
  const unixMs =
    iso === undefined ? NaN : Date.parse(clock !== undefined && zone === undefined ? `${iso}Z` : iso);
  if (Number.isNaN(unixMs))
    throw new InvalidArgumentError(
      'Write a day (2026-11-21), a time (2026-11-21T09:30), or how long ago (7d, 24h, 30m).',
    );
  return unixMs;
}
