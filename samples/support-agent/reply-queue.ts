import { currentTracker, TrackMessaging } from 'botanu';
import { PassThrough } from 'node:stream';

export interface Message {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const QUEUE = { system: 'memory', destination: 'replies' };

/**
 * A queue between the agent and whoever sends the mail. It is in this process here, but nothing else joins the
 * two ends: the run travels in the message's headers, as it would through a broker.
 */
export class ReplyQueue {
  private readonly messages = new PassThrough({ objectMode: true });

  /** A producer's carrier is written to: afterwards the headers name the run. */
  @TrackMessaging({ ...QUEUE, operation: 'publish', carrier: (message) => message.headers })
  publish(message: Message): void {
    const bytesTransferred = Buffer.byteLength(message.body);
    currentTracker('messaging').setResult({ messageCount: 1, bytesTransferred });
    this.messages.write(message);
  }

  /** Delivers what is published until the queue is closed, and gives how many messages that were. */
  async deliverAll(): Promise<number> {
    let count = 0;
    for await (const message of this.messages) count += this.deliver(message as Message);
    return count;
  }

  close(): void {
    this.messages.end();
  }

  /** A consumer's carrier is read from: whatever happens here belongs to the run that the headers name. */
  @TrackMessaging({ ...QUEUE, operation: 'process', carrier: (message) => message.headers })
  private deliver(message: Message): number {
    const bytesTransferred = Buffer.byteLength(message.body);
    currentTracker('messaging').setResult({ messageCount: 1, bytesTransferred });
    return 1; // and the mail is on its way
  }
}
