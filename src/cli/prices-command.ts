import { Command } from 'commander';
import { loadPriceBook, RATE_CARD_FILE } from '../pricing/price-book';
import { DAY_MS } from '../pricing/price-schedule';
import { rateCardSchema } from '../pricing/rate-card-schema';
import { ledgerModels } from '../report/ledger-models';
import { modelPrices, pricesOfModel } from '../report/model-prices';
import type { AskedTime } from '../report/model-prices';
import { renderModelPrices, renderModels } from '../report/render-model-prices';
import { renderUnpriced } from '../report/render-unpriced';
import { suggestedRates } from '../report/suggested-rates';
import { unpricedOperations } from '../report/unpriced';
import { BotanuError } from '../shared/botanu-error';
import { askLedger } from './ask-ledger';

export interface PricesOptions {
  /** The model to tell the price of; without it, those that the ledger holds. */
  readonly model?: string | undefined;
  /** By whom it is sold. Without it, its maker, and those whom the rate card names. */
  readonly provider?: string | undefined;
  /**
   * A day (UTC) or an instant, ISO 8601.
   * @default now
   */
  readonly at?: string | undefined;
  /** Instead: what the ledger holds without a price, and the rate-card lines that would price it. */
  readonly unpriced?: boolean | undefined;
  /** Instead: the JSON schema of the rate card. */
  readonly schema?: boolean | undefined;
  /**
   * Where the ledger's files are.
   * @default '.botanu' in the working directory
   */
  readonly directory?: string | undefined;
  /**
   * The rate card.
   * @default 'botanu.prices.yaml' in the working directory, if there is one
   */
  readonly prices?: string | undefined;
  readonly json?: boolean | undefined;
  /** @default 120 */
  readonly width?: number | undefined;
}

const DEFAULT_DIRECTORY = '.botanu';
const DEFAULT_WIDTH = 120;

/**
 * What models cost and where the figures are from: a page of text, or JSON. Throws a `BotanuError` that says what
 * to do if the rate card is not valid or the time is none.
 */
export async function runPrices(options: PricesOptions = {}): Promise<string> {
  if (options.schema) return jsonText(rateCardSchema());
  if (options.unpriced) return unpriced(options);
  const at = askedTime(options.at);
  const { model, provider = null, json = false, width = DEFAULT_WIDTH } = options;
  const book = loadPriceBook(options.prices);
  if (model !== undefined) {
    const prices = pricesOfModel(model, provider, at, book);
    return json ? jsonText(prices) : renderModelPrices(prices, width);
  }
  const questions = await ofLedger(options, ({ engine }) => ledgerModels(engine));
  const prices = modelPrices(
    questions.filter((question) => provider === null || question.provider === provider),
    at,
    book,
  );
  return json ? jsonText(prices) : renderModels(prices, width);
}

async function unpriced(options: PricesOptions): Promise<string> {
  const operations = await ofLedger(options, ({ engine }) => unpricedOperations(engine));
  if (!options.json)
    return renderUnpriced(operations, options.prices ?? RATE_CARD_FILE, options.width ?? DEFAULT_WIDTH);
  return jsonText({ format: 'botanu.unpriced/1', operations, rateCard: suggestedRates(operations) });
}

const ofLedger = <T>(
  { directory = DEFAULT_DIRECTORY, prices }: PricesOptions,
  ask: Parameters<typeof askLedger<T>>[1],
): Promise<T> => askLedger(directory, ask, { prices });

const jsonText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function askedTime(text: string | undefined): AskedTime {
  const fromMs = text === undefined ? Date.now() : Date.parse(text);
  if (Number.isNaN(fromMs)) {
    throw new BotanuError(
      'COMMAND_INVALID',
      `--at '${text}' is no time. Write a day, such as 2026-01-31, or an instant, such as 2026-01-31T16:30:00Z.`,
    );
  }
  if (text !== undefined && DAY.test(text)) return { text, fromMs, untilMs: fromMs + DAY_MS };
  return { text: new Date(fromMs).toISOString(), fromMs, untilMs: fromMs };
}

interface Flags extends Omit<PricesOptions, 'model' | 'directory' | 'width'> {
  readonly dir: string;
}

/** `botanu prices`. */
export const pricesCommand = (write: (text: string) => void, width: number | undefined): Command =>
  new Command('prices')
    .summary('what a model costs, and what has no price')
    .description(
      'Shows what a model costs by the rate card or the public price table, and where the figure is from; without ' +
        'a model, those that the ledger has calls of.',
    )
    .argument('[model]', 'as calls name it')
    .option('-p, --provider <provider>', 'by whom the model is sold')
    .option('--at <time>', 'a day (UTC) or an instant, ISO 8601 (default: now)')
    .option('--unpriced', 'what the ledger holds without a price, and rate-card lines that would price it')
    .option('--schema', "print the rate card's JSON schema, for editors")
    .option('-d, --dir <directory>', 'where the ledger is', DEFAULT_DIRECTORY)
    .option('--prices <file>', `the rate card (default: ${RATE_CARD_FILE}, if there is one)`)
    .option('--json', 'print everything as JSON, nulls for what is not known')
    .addHelpText('after', PRICES_HELP)
    .action(async (model: string | undefined, { dir, ...flags }: Flags) => {
      write(await runPrices({ ...flags, model, directory: dir, width }));
    });

const PRICES_HELP = `
The rate card beats the public table; a cost that the provider itself reported beats both.
Amounts are for a million tokens, of one request or web search for those.

Examples:
  $ botanu prices gpt-4o
  $ botanu prices gemini-2.5-pro --provider gcp.vertex_ai --at 2025-06-01
  $ botanu prices --unpriced
`;
