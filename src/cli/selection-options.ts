import { type Command, InvalidArgumentError } from 'commander';
import { type Dimension, DIMENSION_NAMES, isDimension, storedValue } from '../report/dimensions';
import type { Filter, Selection } from '../report/question';
import { DAY_MS, dayOf, instantOf } from '../shared/iso-time';

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
      'only runs with that value, e.g. customer=acme; names as for --by; may be repeated',
      filters,
    );

/** Refuses, as the command does, a period that has nothing in it. */
export function selectionOf({ since, until, where }: SelectionFlags, command: Command): Selection {
  if (since !== undefined && until !== undefined && since >= until)
    command.error('error: --since must be before --until', { exitCode: 2 });
  return { sinceUnixMs: since, untilUnixMs: until, where };
}

/** `--by` may be repeated, and may list several. */
export const dimensions = (text: string, before: readonly Dimension[] = []): Dimension[] => [
  ...new Set([...before, ...text.split(',').map(dimension)]),
];

function dimension(text: string): Dimension {
  const name = text.trim().toLowerCase().replaceAll('_', '-');
  if (!isDimension(name))
    throw new InvalidArgumentError(`There is no '${name}'. There are: ${DIMENSION_NAMES.join(', ')}.`);
  return name;
}

function filters(text: string, before: readonly Filter[] = []): Filter[] {
  const [name = '', ...rest] = text.split('=');
  if (rest.length === 0)
    throw new InvalidArgumentError(
      'Write name=value, e.g. customer=acme, or customer= for those without one.',
    );
  const filter = { dimension: dimension(name), value: rest.join('=') };
  if (storedValue(filter.dimension, filter.value) === undefined)
    throw new InvalidArgumentError('Write a day as 2026-11-21.');
  return [...before, filter];
}

const AGO = /^(\d+)\s*([mhdw])$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS } as const;

/** Milliseconds since 1970. A time without a zone is UTC. */
export function time(text: string, _?: unknown, nowMs = Date.now()): number {
  const [, number, unit] = AGO.exec(text) ?? [];
  const unixMs =
    number === undefined
      ? (dayOf(text) ?? instantOf(text) ?? instantOf(`${text}Z`))
      : nowMs - Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (unixMs === undefined)
    throw new InvalidArgumentError(
      'Write a day (2026-11-21), a time (2026-11-21T09:30), or how long ago (7d, 24h, 30m).',
    );
  if (unixMs < 0) throw new InvalidArgumentError('Write a time after 1970.');
  return unixMs;
}
