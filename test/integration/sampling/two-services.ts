import { buildSync } from 'esbuild';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { ServiceCost, ServiceOptions } from './service';

export interface TwoServicesOptions extends Pick<ServiceOptions, 'botanu' | 'ratio'> {
  readonly runs: number;
  readonly env: Readonly<Record<string, string>>;
  /** Where their packages come from. */
  readonly nodePath?: string;
}

/** What came of a run of both. */
export interface TwoServicesResult {
  readonly caller: ServiceCost;
  readonly called: ServiceCost;
  readonly stderr: string;
  /** Working directories, in which the ledgers are. */
  readonly directories: { readonly caller: string; readonly called: string };
}

/** One service that makes runs and another that it calls over HTTP, each in a process and a directory of its own. */
export class TwoServices {
  private readonly directory = mkdtempSync(join(tmpdir(), 'botanu-services-'));
  private readonly script = join(this.directory, 'service.cjs');

  constructor() {
    buildSync({
      entryPoints: [join(__dirname, 'service.ts')],
      outfile: this.script,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
  }

  async run({ runs, env, nodePath, ...options }: TwoServicesOptions): Promise<TwoServicesResult> {
    const base = mkdtempSync(join(this.directory, 'run-'));
    const directories = { caller: join(base, 'caller'), called: join(base, 'called') };
    let stderr = '';
    const start = (name: 'caller' | 'called', its: ServiceOptions): ChildProcess => {
      mkdirSync(directories[name]);
      const NODE_PATH = nodePath ?? resolve(__dirname, '../../../node_modules');
      const child = spawn(process.execPath, ['--expose-gc', this.script, JSON.stringify(its)], {
        cwd: directories[name],
        env: { PATH: process.env.PATH, NODE_PATH, OTEL_SERVICE_NAME: name, ...env },
      });
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      return child;
    };
    const called = start('called', options);
    try {
      const calledSays = linesOf(called);
      const port = await next(calledSays, () => stderr);
      const caller = start('caller', { ...options, runs, calls: `http://127.0.0.1:${port}` });
      const callerCost = await next(linesOf(caller), () => stderr);
      called.stdin!.end();
      const calledCost = await next(calledSays, () => stderr);
      return {
        caller: JSON.parse(callerCost) as ServiceCost,
        called: JSON.parse(calledCost) as ServiceCost,
        stderr,
        directories,
      };
    } finally {
      if (called.exitCode === null) called.stdin!.end();
      if (called.exitCode === null) await once(called, 'exit');
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const linesOf = (child: ChildProcess): AsyncIterator<string> =>
  createInterface({ input: child.stdout! })[Symbol.asyncIterator]();

async function next(lines: AsyncIterator<string>, stderr: () => string): Promise<string> {
  const { done, value } = await lines.next();
  if (done) throw new Error(`a service left early: ${stderr()}`);
  return value;
}
