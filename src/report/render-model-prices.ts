import { RATE_CARD_FILE } from '../pricing/price-book';
import type { LlmKind } from '../pricing/price-kind';
import { LLM_KIND_NAMES } from '../pricing/price-kind';
import { count, UNKNOWN } from './figures';
import type { ModelPrices, PriceHint, PriceLevel, PricedModel, PricePeriod } from './model-prices';
import { renderNotes, wrapped } from './render-notes';
import type { Note } from './render-notes';
import { renderTable } from './render-table';
import type { Column } from './render-table';

const KIND_TEXT: Readonly<Record<LlmKind, string>> = {
  input: 'input',
  cache_read: '  read from the cache',
  cache_write: '  written to the cache',
  cache_write_1h: '  written for 1 h',
  input_audio: '  audio',
  input_image: '  images',
  cache_read_audio: '  audio from the cache',
  cache_read_image: '  images from the cache',
  output: 'output',
  reasoning: '  reasoning',
  output_audio: '  audio',
  output_image: '  images',
  request: 'each request',
  web_search: 'each web search',
};

/** What is priced one by one, and shown so. */
const SINGLE: ReadonlySet<LlmKind> = new Set(['request', 'web_search']);

/** A model's prices as a page: a table for each price that holds at the time asked for, and when others hold. */
export function renderModelPrices({ models, currency, hint }: ModelPrices, width: number): string {
  const sections = models.map((model) => renderModel(model, currency, width));
  return `${[...sections, ...(hint ? [wrapped(hintText(hint), width).join('\n')] : [])].join('\n\n')}\n`;
}

const MOST_NAMED = 8;

function hintText({ providers, nearest, sharesOfNothing }: PriceHint): string {
  const named = providers.slice(0, MOST_NAMED).join(', ') + (providers.length > MOST_NAMED ? ', …' : '');
  return [
    ...(nearest === null ? [] : [`Did you mean ${nearest}?`]),
    ...(providers.length === 0
      ? []
      : [`The public table has the name of ${named}: say whose with --provider.`]),
    ...sharesOfNothing.map(
      ({ file, line }) =>
        `The rule in line ${line} of ${file} is a share of the public price, and there is none.`,
    ),
    `A rule ${sharesOfNothing.length > 0 ? 'with prices of its own ' : ''}in ${RATE_CARD_FILE} gives it a price; ` +
      '`botanu prices --unpriced` writes those that the ledger lacks.',
  ].join(' ');
}

function renderModel(model: PricedModel, currency: string, width: number): string {
  const current = atOnePrice(model.periods.filter((period) => period.current));
  const others = atOnePrice(model.periods.filter((period) => !period.current));
  const sections = current.map((periods) => renderPeriods(periods, model, currency, width));
  if (others.length > 0) sections.push(renderNotes(others.map(otherNote), width));
  return [wrapped(titleOf(model), width).join('\n'), ...sections].join('\n\n');
}

/** Times of the day at which the same holds, together. */
type Periods = readonly [PricePeriod, ...PricePeriod[]];

function atOnePrice(periods: readonly PricePeriod[]): Periods[] {
  const groups = new Map<string, [PricePeriod, ...PricePeriod[]]>();
  for (const period of periods) {
    const key = JSON.stringify({ ...period, timeOfDay: null });
    const group = groups.get(key);
    if (group) group.push(period);
    else groups.set(key, [period]);
  }
  return [...groups.values()];
}

function titleOf({ provider, model, serviceTier }: PricedModel): string {
  const tier = serviceTier === 'standard' ? '' : `, service tier ${serviceTier}`;
  return `${model ?? UNKNOWN} of ${provider ?? 'an unknown provider'}${tier}`;
}

function renderPeriods(periods: Periods, model: PricedModel, currency: string, width: number): string {
  const [period] = periods;
  const notes: Note[] = [
    ['source', sourceText(period, model)],
    ['valid', validText(periods)],
  ];
  if (period.source === null) return renderNotes(notes, width);
  return `${priceTable(period.tiers, currency, width)}\n\n${renderNotes(notes, width)}`;
}

function priceTable(tiers: readonly PriceLevel[], currency: string, width: number): string {
  const kinds = LLM_KIND_NAMES.filter((kind) =>
    tiers.some(({ perMillion }) => perMillion[kind] !== undefined),
  );
  if (kinds.length === 0) return 'The public table has the model, and no price of its tokens.';
  const columns: Column[] = [
    { header: `${currency} per million tokens`, align: 'left' },
    ...tiers.map(({ aboveInputTokens }, index): Column => ({
      header: tierText(aboveInputTokens, tiers[index + 1]?.aboveInputTokens),
      align: 'right',
    })),
  ];
  const rows = kinds.map((kind) => [
    KIND_TEXT[kind],
    ...tiers.map(({ perMillion }) => rate(kind, perMillion[kind])),
  ]);
  return renderTable(columns, rows, width);
}

function tierText(above: number | null, upTo: number | null | undefined): string {
  if (above !== null) return `input above ${count(above)}`;
  return upTo === null || upTo === undefined ? 'every call' : `input up to ${count(upTo)}`;
}

const rate = (kind: LlmKind, perMillion: number | undefined): string =>
  perMillion === undefined ? '' : price(SINGLE.has(kind) ? perMillion / 1_000_000 : perMillion);

const price = (amount: number): string =>
  Number(amount.toPrecision(6)).toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 12,
  });

function sourceText(
  { source, line, unpricedReason }: PricePeriod,
  { listedAs, nearestProvider }: PricedModel,
): string {
  if (source === null)
    return `no price: ${reasonText(unpricedReason)}.${nearestProvider === null ? '' : ` Did you mean ${nearestProvider}?`}`;
  const [first, table] = source.split(', ');
  const listed = listedAs ? `, which lists it as ${listedAs.model} of ${listedAs.provider}` : '';
  if (line === null) return source + listed;
  return `${first}, line ${line}${table === undefined ? '' : `, a share of the price by ${table}${listed}`}`;
}

function validText(periods: Periods): string {
  const [{ from, until }] = periods;
  const dates = [from && `from ${instant(from)}`, until && `until ${instant(until)}`]
    .filter(Boolean)
    .join(' ');
  const times = periods.flatMap(({ timeOfDay }) => (timeOfDay ? `${timeOfDay.from}–${timeOfDay.until}` : []));
  if (times.length === 0) return dates || 'at any time';
  return `${dates === '' ? '' : `${dates}, `}daily ${times.join(', ')} UTC`;
}

/** A day where it begins, else a minute. */
const instant = (iso: string): string =>
  iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 16).replace('T', ' ')} UTC`;

function otherNote(periods: Periods): Note {
  const [{ tiers, unpricedReason }] = periods;
  const [tier] = tiers;
  const figures = tier
    ? (['input', 'output'] as const)
        .flatMap((kind) =>
          tier.perMillion[kind] === undefined ? [] : `${kind} ${price(tier.perMillion[kind])}`,
        )
        .join(', ')
    : `no price: ${reasonText(unpricedReason)}`;
  return ['at other times', `${validText(periods)}: ${figures}`];
}

/** The models of a ledger, one a line, at the first price that holds at the time asked for. */
export function renderModels({ models, currency }: ModelPrices, width: number): string {
  const columns: Column[] = [
    { header: `${currency} per million tokens`, align: 'left' },
    { header: 'provider', align: 'left' },
    { header: 'tier', align: 'left' },
    { header: 'calls', align: 'right' },
    ...(['input', 'read from cache', 'output'] as const).map((header): Column => ({
      header,
      align: 'right',
    })),
    { header: 'source', align: 'left' },
  ];
  const rows = models.map((model) => {
    const period = model.periods.find(({ current }) => current);
    const rates = period?.tiers[0]?.perMillion ?? {};
    return [
      model.model ?? UNKNOWN,
      model.provider ?? UNKNOWN,
      model.serviceTier,
      count(model.calls),
      ...(['input', 'cache_read', 'output'] as const).map((kind) => rate(kind, rates[kind]) || UNKNOWN),
      shortSource(period, model),
    ];
  });
  return `${renderTable(columns, rows, width)}\n`;
}

function shortSource(period: PricePeriod | undefined, { nearestProvider }: PricedModel): string {
  if (!period) return UNKNOWN;
  if (period.source === null)
    return `no price: ${reasonText(period.unpricedReason)}${nearestProvider === null ? '' : ` (${nearestProvider}?)`}`;
  return period.line === null ? period.source : `${period.source}, line ${period.line}`;
}

const reasonText = (reason: PricePeriod['unpricedReason']): string | undefined =>
  reason?.replaceAll('_', ' ');
