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

/** The table is loaded at its first use: it is half a megabyte, and a ledger without news needs its name alone. */
export function loadPublicPrices(): PublicPrices {
  if (loaded === undefined) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- when it is needed, and no earlier
    const table = (): typeof GenAiPrices => require(PACKAGE) as typeof GenAiPrices;
    loaded = {
      calcPrice: (...call) => table().calcPrice(...call),
      findProvider: (...names) => table().findProvider(...names),
      waitForUpdate: () => table().waitForUpdate(),
      source: `genai-prices@${installedVersion()}`,
    };
  }
  return loaded;
}

/** Read from the file, because the package does not export its package.json. */
function installedVersion(): string {
  const manifest = join(dirname(require.resolve(PACKAGE)), '..', 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
