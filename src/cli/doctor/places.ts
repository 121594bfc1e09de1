import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { isRefusedFile, parseSpoolFileName, progressFileName } from '../../files/spool-names';
import { SEGMENT_FILE } from '../../ledger/ledger-files';
import { counted } from '../../report/figures';
import { type Finding, missing, note, ok, problemOf } from './finding';
import { namesIn } from './installed-packages';

const CONNECT_MS = 3_000;

/** What may name the endpoint, the first that is set. */
const ENDPOINT_VARIABLES = [
  'BOTANU_COLLECTOR_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether somebody listens at the endpoint. What they answer to spans is not asked: that would send some. */
export async function endpointFinding(endpoint: string | undefined, env: Environment): Promise<Finding> {
  const what = 'endpoint';
  if (endpoint === undefined) return note(what, 'none is configured');
  const { hostname, port, protocol, origin } = new URL(endpoint);
  const host = hostname.replace(/^\[|\]$/g, '');
  try {
    await reached(host, Number(port) || (protocol === 'https:' ? 443 : 80));
    return ok(what, `${origin} takes connections`);
  } catch (error) {
    const named = ENDPOINT_VARIABLES.find((name) => env[name]?.trim()) ?? 'otlp_endpoint in botanu.yaml';
    return missing(
      what,
      `${origin} cannot be reached: ${problemOf(error)}. Spans wait in the spool`,
      `Start the collector, or correct ${named} (its HTTP port, most often 4318).`,
    );
  }
}

const reached = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: CONNECT_MS }, () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => socket.destroy(new Error(`no answer within ${CONNECT_MS / 1000} s`)));
    socket.once('error', reject);
  });

/** Whether spans can be written there, and what is there. Nothing is made. */
export function ledgerFinding(directory: string | undefined): Finding {
  const what = 'ledger';
  if (directory === undefined) return note(what, 'switched off');
  let place = directory;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const stats = statSync(place);
  if (!stats.isDirectory())
    return missing(
      what,
      `spans cannot be written: ${place} is a file`,
      `Remove it, or name ${ANOTHER_DIRECTORY}.`,
    );
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    return missing(
      what,
      `${directory} cannot be written to: ${problemOf(error)}`,
      accessMend(place, stats.uid, error),
    );
  }
  const files = namesIn(directory).filter((name) => SEGMENT_FILE.test(name));
  if (place !== directory) return ok(what, `${directory}, not there yet, can be made`);
  const bytes = files.reduce((sum, name) => sum + sizeOf(join(directory, name)), 0);
  return ok(what, `${directory}, writable: ${counted(files.length, 'file')}, ${megabytes(bytes)}`);
}

const ANOTHER_DIRECTORY = 'another directory as the ledger: BOTANU_LEDGER, or ledger in botanu.yaml';

/** Only a directory's owner can change its mode, and nobody that of a read-only disk. */
function accessMend(place: string, owner: number, error: unknown): string {
  const isDenied = (error as NodeJS.ErrnoException).code === 'EACCES';
  if (!isDenied) return `Name ${ANOTHER_DIRECTORY}.`;
  return owner === process.getuid?.()
    ? `chmod u+wx ${quoted(place)}`
    : `sudo chown "$(id -u)" ${quoted(place)}, or name ${ANOTHER_DIRECTORY}.`;
}

const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`;

/** What waits for an endpoint, of whichever process, and what an endpoint has refused for good. */
export function spoolFinding(directory: string | undefined): Finding {
  const what = 'spool';
  if (directory === undefined || !existsSync(directory)) return ok(what, 'nothing waits');
  let batches = 0;
  let refused = 0;
  for (const endpoint of namesIn(directory)) {
    const folder = join(directory, endpoint);
    for (const name of namesIn(folder)) {
      if (isRefusedFile(name)) refused++;
      const file = parseSpoolFileName(name);
      if (file) batches += waitingIn(join(folder, name), join(folder, progressFileName(file.identity)));
    }
  }
  if (refused > 0)
    return note(
      what,
      `${counted(batches, 'batch waits', 'batches wait')}; ${counted(refused, 'file holds', 'files hold')} what an endpoint has refused, in ${directory}`,
      'Look at them, and import them into a ledger or delete them.',
    );
  if (batches > 0)
    return note(what, `${counted(batches, 'batch waits', 'batches wait')} for the endpoint, in ${directory}`);
  return ok(what, 'nothing waits');
}

/** Lines behind the place up to which a file has been sent, which is told by a file beside it. */
function waitingIn(path: string, progress: string): number {
  try {
    return readFileSync(path, 'latin1').slice(sentOf(progress)).split('\n').length - 1;
  } catch {
    // Somebody has just sent it.
    return 0;
  }
}

const sentOf = (path: string): number => (existsSync(path) ? Number(readFileSync(path, 'utf8')) || 0 : 0);

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
