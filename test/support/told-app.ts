import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of `test/integration/spool/app.ts`. */
export class ToldApp {
  readonly child: ChildProcess;
  output = '';

  private constructor(script: string, cwd: string, options: object, env: NodeJS.ProcessEnv) {
    const { PATH } = process.env;
    this.child = fork(script, [JSON.stringify(options)], {
      cwd,
      env: { PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  static async start(
    script: string,
    cwd: string,
    options: object,
    env: NodeJS.ProcessEnv = {},
  ): Promise<ToldApp> {
    const app = new ToldApp(script, cwd, options, env);
    await once(app.child, 'message');
    return app;
  }

  async tell(order: object): Promise<unknown> {
    this.child.send(order);
    const [{ result }] = (await once(this.child, 'message')) as [{ result: unknown }];
    return result;
  }

  /** Gives the exit code, or the signal it died of. */
  async leaveBy(door: string): Promise<number | string | null> {
    const closed = once(this.child, 'close');
    if (door.startsWith('SIG')) this.child.kill(door as NodeJS.Signals);
    else this.child.send({ do: door });
    const [code, signal] = (await closed) as [number | null, string | null];
    return code ?? signal;
  }
}
