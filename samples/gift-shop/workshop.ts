import {
  BotanuUseCase,
  currentTracker,
  getRunContext,
  TrackMessaging,
  TrackStorage,
  TrackTool,
} from 'botanu';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAX_ATTEMPTS = 3;

export interface Job {
  readonly id: string;
  readonly engraving: string;
}

/** The attempt before, and where the next one says which run it is. */
interface Attempts {
  last?: ReturnType<typeof getRunContext>;
}

export class Workshop {
  private readonly jammed = new Set<string>();

  private constructor(private readonly drawings: string) {}

  static async open(): Promise<Workshop> {
    return new Workshop(await mkdtemp(join(tmpdir(), 'gift-shop-drawings-')));
  }

  async close(): Promise<void> {
    await rm(this.drawings, { recursive: true });
  }

  /** An attempt that fails has cost something. The one that follows says so: it is a retry of that run. */
  async take(job: Job, headers: IncomingHttpHeaders): Promise<void> {
    const attempts: Attempts = {};
    for (let attempt = 1; ; attempt++) {
      try {
        await this.engrave(job, headers, attempts);
        return;
      } catch (error) {
        if (attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** The headers name the shop's run, in which this one is nested. */
  @BotanuUseCase('Engraving', {
    carrier: (_job, headers) => headers,
    retryOf: (_job, _headers, attempts) => attempts.last,
  })
  private async engrave(job: Job, _headers: IncomingHttpHeaders, attempts: Attempts): Promise<void> {
    attempts.last = getRunContext();
    await this.draw(job);
    await this.burn(job);
    this.tellCustomer(job);
  }

  @TrackStorage({ system: 'filesystem', operation: 'PUT', bucket: 'drawings' })
  private async draw({ id, engraving }: Job): Promise<void> {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg"><text>${engraving}</text></svg>`;
    await writeFile(join(this.drawings, `${id}.svg`), drawing);
    currentTracker('storage').setResult({ objectsCount: 1, bytesWritten: Buffer.byteLength(drawing) });
  }

  /** The laser wears out, so each use has its price. Its maker charges for one that jams, too. */
  @TrackTool({ name: 'laser', provider: 'workshop' })
  private async burn({ id, engraving }: Job): Promise<void> {
    const jams = engraving.includes('Home') && !this.jammed.has(id);
    if (jams) this.jammed.add(id);
    await new Promise((done) => setTimeout(done, engraving.length));
    if (jams) throw new Error('The laser has jammed.');
  }

  @TrackMessaging({ system: 'sms', operation: 'publish', destination: 'customers' })
  private tellCustomer(_job: Job): void {
    currentTracker('messaging').setResult({ messageCount: 1 }); // and it is on its way
  }
}
