import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as GenAiPrices from '@pydantic/genai-prices';

const PACKAGE = '@pydantic/genai-prices';

/** The public price table, and its name with version as the source of an amount. */
export interface PublicPrices extends Pick<
  typeof GenAiPrices,
  'calcPrice' | 'findProvider' | 'waitForUpdate'
> {
  readonly source: string;
}

let loaded: PublicPrices | undefined;

/** Loads the table on demand: it is half a megabyte that only the commands need. */
export function loadPublicPrices(): PublicPrices {
  if (loaded === undefined) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- when it is needed, and no earlier
    const { calcPrice, findProvider, waitForUpdate } = require(PACKAGE) as typeof GenAiPrices;
    const source = `genai-prices@${installedVersion()}`;
    loaded = { calcPrice, findProvider, waitForUpdate, source };
  }
  return loaded;
}

/** Read from the file, because the package does not export its package.json. */
function installedVersion(): string {
  const manifest = join(dirname(require.resolve(PACKAGE)), '..', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
