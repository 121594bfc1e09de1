import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const NODE_MODULES = resolve(__dirname, '../../node_modules');

export interface AppRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface AppOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where its packages come from. */
  readonly nodePath?: string;
  /** Sent each time the application has written a line to stdout. */
  readonly signalWhenReady?: NodeJS.Signals;
  /** A shell command to run before it, such as `ulimit`. */
  readonly shell?: string;
}

/** A program of this project's own source, compiled once, run in processes and directories of its own. */
export class BundledApp {
  readonly directory = mkdtempSync(join(tmpdir(), 'botanu-app-'));
  private readonly script = join(this.directory, 'app.cjs');

  constructor(entryPoint: string) {
    buildSync({
      entryPoints: [entryPoint],
      outfile: this.script,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
  }

  /** A new empty directory to run in. */
  workingDirectory(): string {
    return mkdtempSync(join(this.directory, 'cwd-'));
  }

  async run(
    cwd: string,
    { args = [], env = {}, nodePath, signalWhenReady, shell }: AppOptions = {},
  ): Promise<AppRun> {
    const { PATH } = process.env;
    const command =
      shell === undefined ? [process.execPath] : ['sh', '-c', `${shell}; exec "$0" "$@"`, process.execPath];
    const child = spawn(command[0]!, [...command.slice(1), this.script, ...args], {
      cwd,
      env: { PATH, NODE_PATH: nodePath ?? process.env.BOTANU_TEST_NODE_PATH ?? NODE_MODULES, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (signalWhenReady !== undefined) child.kill(signalWhenReady);
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { stdout, stderr, code, signal };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
