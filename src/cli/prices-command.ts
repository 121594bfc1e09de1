import { Command, InvalidArgumentError, Option } from 'commander';
import { LEDGER_DIRECTORY } from '../files/ledger-directory';
import { loadPublicPrices } from '../pricing/genai-prices';
import { loadPriceBook, RATE_CARD_FILE } from '../pricing/price-book';
import type { PriceBook } from '../pricing/price-book';
import { canonicalProvider } from '../pricing/price-provider';
import { rateCardSchema } from '../pricing/rate-card-schema';
import { ledgerModels } from '../report/ledger-models';
import type { LedgerModel } from '../report/ledger-models';
import { ledgerOperations } from '../report/ledger-operations';
import { modelPrices, pricesOfModel } from '../report/model-prices';
import type { AskedTime } from '../report/model-prices';
import { renderModelPrices, renderModels } from '../report/render-model-prices';
import { renderUnpriced } from '../report/render-unpriced';
import { renderUnusedRules } from '../report/render-unused-rules';
import { suggestedRates } from '../report/suggested-rates';
import { withNearestProviders } from '../report/unknown-providers';
import { unpricedOperations } from '../report/unpriced';
import { unusedRules } from '../report/unused-rules';
import { BotanuError } from '../shared/botanu-error';
import { DAY_MS, dayOf, instantOf } from '../shared/iso-time';
import { askLedger, tellOnStderr } from './ask-ledger';
import { addJsonOption, addLedgerOptions, DEFAULT_WIDTH, type QuestionOptions } from './ledger-options';
import { jsonText } from './output-options';
import { requireSpans } from './require-spans';

export interface PricesOptions extends QuestionOptions {
  /**
   * The model to tell the price of; without it, those that the ledger holds, and the rules of the rate card that are
   * for nothing in it.
   */
  readonly model?: string | undefined;
  /** By whom it is sold. Without it, its maker, and those whom the rate card names. */
  readonly provider?: string | undefined;
  /**
   * A day (UTC) or an instant, ISO 8601.
   * @default now
   */
  readonly at?: string | undefined;
  /**
   * Instead: what the ledger holds without a price, and the rate-card lines that would price it.
   * @default false
   */
  readonly unpriced?: boolean | undefined;
  /**
   * Instead: the JSON schema of the rate card.
   * @default false
   */
  readonly schema?: boolean | undefined;
}

/**
 * What models cost and where the figures are from: a page of text, or JSON. Throws a `BotanuError` that says what
 * to do if the rate card is not valid or the time is none.
 */
export async function runPrices(options: PricesOptions = {}): Promise<string> {
  if (options.schema) return jsonText(rateCardSchema());
  if (options.unpriced) return unpriced(options);
  const at = askedTime(options.at);
  if (at === undefined)
    throw new BotanuError('COMMAND_INVALID', `--at '${options.at!}' is no time. ${WRITE_A_TIME}`);
  const { model, provider = null, json = false, width = DEFAULT_WIDTH } = options;
  // Who reads the ledger is told of a misnamed rate card there.
  const book = loadPriceBook(options.prices, model === undefined ? undefined : tellOnStderr);
  if (model !== undefined) {
    const prices = await pricesOfModel(model, provider, at, book);
    return json ? jsonText(prices) : renderModelPrices(prices, width);
  }
  return pricesOfLedger(options, at, book);
}

/** The models, and which rules of the rate card are for nothing. */
async function pricesOfLedger(options: PricesOptions, at: AskedTime, book: PriceBook): Promise<string> {
  const { provider = null, json = false, width = DEFAULT_WIDTH } = options;
  const { models, operations } = await ofLedger(options, async ({ engine }) => ({
    models: await ledgerModels(engine),
    operations: await ledgerOperations(engine),
  }));
  const asked = models.filter((model) => provider === null || isOf(model, provider));
  const prices = await modelPrices(asked, at, book);
  const unused = await unusedRules(models, operations, book);
  if (json) return jsonText({ ...prices, unusedRules: unused });
  const table =
    asked.length === 0
      ? `The ledger has no calls${provider === null ? '' : ` of ${provider}`}.\n`
      : renderModels(prices, width);
  return book.rateCard && unused.length > 0
    ? `${table}\n${renderUnusedRules(unused, book.rateCard, width)}\n`
    : table;
}

const isOf = (model: LedgerModel, provider: string): boolean =>
  model.provider !== null && canonicalProvider(model.provider) === canonicalProvider(provider);

async function unpriced(options: PricesOptions): Promise<string> {
  const { operations, rateCard } = await ofLedger(options, async ({ engine, rateCard }) => ({
    operations: await withNearestProviders(await unpricedOperations(engine), loadPublicPrices()),
    rateCard,
  }));
  if (options.json) {
    const rules = suggestedRates(operations, rateCard);
    return jsonText({ format: 'botanu.unpriced/1', operations, rateCard: rules });
  }
  const file = options.prices ?? RATE_CARD_FILE;
  return renderUnpriced(operations, file, rateCard, options.width ?? DEFAULT_WIDTH);
}

const ofLedger = <T>(
  { directory = LEDGER_DIRECTORY, prices }: PricesOptions,
  ask: Parameters<typeof askLedger<T>>[1],
): Promise<T> =>
  askLedger(
    directory,
    (ledger) => {
      requireSpans(ledger);
      return ask(ledger);
    },
    { prices },
  );

/** Undefined for what is no time. */
function askedTime(text: string | undefined): AskedTime | undefined {
  if (text === undefined) return instant(Date.now());
  const day = dayOf(text);
  if (day !== undefined) return { text, fromMs: day, untilMs: day + DAY_MS };
  const unixMs = instantOf(text);
  return unixMs === undefined ? undefined : instant(unixMs);
}

const WRITE_A_TIME =
  'Write a day, such as 2026-01-31, or an instant with its zone, such as 2026-01-31T16:30:00Z.';

function timeText(text: string): string {
  if (askedTime(text) === undefined) throw new InvalidArgumentError(WRITE_A_TIME);
  return text;
}

const instant = (unixMs: number): AskedTime => ({
  text: new Date(unixMs).toISOString(),
  fromMs: unixMs,
  untilMs: unixMs,
});

interface Flags extends Omit<PricesOptions, 'model' | 'directory' | 'width'> {
  readonly dir: string;
}

/** `botanu prices`. */
export function pricesCommand(write: (text: string) => void, width: number | undefined): Command {
  const command = new Command('prices')
    .summary('what a model costs, and what has no price')
    .description(
      'Shows what a model costs by the rate card or the public price table, and where the figure is from; without ' +
        'a model, those that the ledger has calls of, and the rules of the rate card that are for nothing in it.',
    )
    .argument('[model]', 'as calls name it')
    .option('-p, --provider <provider>', 'who sells the model')
    .option('--at <time>', 'a day (UTC) or an instant, ISO 8601 (default: now)', timeText)
    .addOption(
      new Option(
        '--unpriced',
        'what the ledger holds without a price, and rate-card lines that would price it',
      ).conflicts(['provider', 'at']),
    )
    .addOption(
      new Option('--schema', "print the rate card's JSON schema, for editors").conflicts([
        'provider',
        'at',
        'unpriced',
      ]),
    );
  return addJsonOption(addLedgerOptions(command))
    .addHelpText('after', PRICES_HELP)
    .action(async (model: string | undefined, { dir, ...flags }: Flags, command: Command) => {
      if (model !== undefined && (flags.unpriced || flags.schema))
        command.error('error: --unpriced and --schema are not about one model: leave it out');
      write(await runPrices({ ...flags, model, directory: dir, width }));
    });
}

const PRICES_HELP = `
The rate card beats the public table; a cost that the provider itself reported beats both.
Amounts are per million tokens, and per request or web search where that is said.

Examples:
  $ botanu prices gpt-4o
  $ botanu prices gemini-2.5-pro --provider gcp.vertex_ai --at 2025-06-01
  $ botanu prices --unpriced
`;
