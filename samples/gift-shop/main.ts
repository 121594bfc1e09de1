import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalModelServer } from './local-model-server';

/** An application keeps its ledger. The sample begins a new one, so that the report is of this run alone. */
const LEDGER_DIRECTORY = 'samples/gift-shop/.botanu';

/** Starts the two services, as a container each would, and waits until all orders are done. */
async function main(): Promise<void> {
  rmSync(LEDGER_DIRECTORY, { recursive: true, force: true });
  const localServer = process.env.ANTHROPIC_API_KEY ? undefined : await startLocalModelServer();
  const env = {
    ...process.env,
    ...(localServer && { ANTHROPIC_BASE_URL: localServer.baseURL }),
    BOTANU_LEDGER: LEDGER_DIRECTORY,
  };

  const workshop = fork(join(__dirname, 'workshop-service'), { env });
  const [WORKSHOP_URL] = (await once(workshop, 'message')) as [string];
  const shop = fork(join(__dirname, 'shop-service'), { env: { ...env, WORKSHOP_URL } });
  const [code] = (await once(shop, 'exit')) as [number];

  workshop.disconnect();
  await once(workshop, 'exit');
  localServer?.close();
  console.log('Five orders came in, two visitors were advised.\n');
  process.exitCode = code;
}

void main();
