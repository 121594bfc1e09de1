import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
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

/** A process that is under way. */
export class StartedApp {
  /** All that it wrote, and how it ended. */
  readonly ended: Promise<AppRun>;
  private stdout = '';
  private stderr = '';

  constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    signalWhenReady: NodeJS.Signals | undefined,
  ) {
    child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      if (signalWhenReady !== undefined) child.kill(signalWhenReady);
    });
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(child, 'close').then(([code, signal]) => ({
      stdout: this.stdout,
      stderr: this.stderr,
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** The first line that it writes to stdout. */
  async firstLine(): Promise<string> {
    while (!this.stdout.includes('\n')) {
      const ended = await Promise.race([once(this.child.stdout, 'data'), this.ended]);
      if ('code' in ended) throw new Error(`It ended before it wrote a line: ${ended.stderr}`);
    }
    return this.stdout.slice(0, this.stdout.indexOf('\n'));
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<AppRun> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** A program of this project's own source, compiled once, run in processes and directories of its own. */
export class BundledApp {
  readonly directory = mkdtempSync(join(tmpdir(), 'botanu-app-'));
  readonly script = join(this.directory, 'app.cjs');

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

  /** Runs it to its end. */
  async run(cwd: string, options: AppOptions = {}): Promise<AppRun> {
    return this.start(cwd, options).ended;
  }

  start(cwd: string, { args = [], env = {}, nodePath, signalWhenReady, shell }: AppOptions = {}): StartedApp {
    const { PATH } = process.env;
    const command =
      shell === undefined ? [process.execPath] : ['sh', '-c', `${shell}; exec "$0" "$@"`, process.execPath];
    const child = spawn(command[0]!, [...command.slice(1), this.script, ...args], {
      cwd,
      env: { PATH, NODE_PATH: nodePath ?? process.env.BOTANU_TEST_NODE_PATH ?? NODE_MODULES, ...env },
    });
    return new StartedApp(child, signalWhenReady);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
