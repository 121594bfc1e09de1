import { context, createContextKey, diag, DiagLogLevel, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { ReadableSpan } from '../../src/export/readable-span';
import type { ExportResult, SpanExporter } from '../../src/export/span-exporter';
import { SpanQueue, type SpanQueueOptions } from '../../src/processor/span-queue';
import { finishedSpans } from '../support/finished-spans';

/** An exporter that answers when and what it is told to. */
class Recorder implements SpanExporter {
  readonly batches: ReadableSpan[][] = [];
  answer: (done: (result: ExportResult) => void) => void = (done) => done({ code: 0 });
  wasShutDown = false;

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.batches.push(spans);
    this.answer(done);
  }

  async shutdown(): Promise<void> {
    this.wasShutDown = true;
  }

  get sizes(): number[] {
    return this.batches.map(({ length }) => length);
  }
}

const LIMITS: SpanQueueOptions = {
  maxQueueSize: 1_000,
  maxExportBatchSize: 10,
  scheduleDelayMillis: 60_000,
  exportTimeoutMillis: 30_000,
};

let recorder: Recorder;
const queueWith = (options: Partial<SpanQueueOptions> = {}): SpanQueue =>
  new SpanQueue(recorder, { ...LIMITS, ...options });

function add(queue: SpanQueue, count: number): void {
  for (const span of finishedSpans(count)) queue.add(span);
}

let said: string[];
beforeEach(() => {
  recorder = new Recorder();
  said = [];
  const say = (...words: unknown[]): void => void said.push(words.join(' '));
  const logger = { error: say, warn: say, info: say, debug: () => {}, verbose: () => {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
});
afterEach(() => diag.disable());

/** However busy the machine is; a test that waits in vain fails by its time limit. */
async function exported(batches: number): Promise<void> {
  while (recorder.sizes.length < batches) await soon(2);
}

const soon = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a batch', () => {
  it('that is full is exported soon, but not while the span ends', async () => {
    const queue = queueWith();
    add(queue, 25);
    expect(recorder.sizes).toEqual([]);
    await exported(2);
    expect(recorder.sizes).toEqual([10, 10]);
  });

  it('that is not full waits for scheduleDelayMillis', async () => {
    const queue = queueWith({ scheduleDelayMillis: 500 });
    add(queue, 3);
    await soon(5);
    expect(recorder.sizes).toEqual([]);
    await exported(1);
    expect(recorder.sizes).toEqual([3]);
  });

  it('waits for the one before', async () => {
    const answers: ((result: ExportResult) => void)[] = [];
    recorder.answer = (done) => answers.push(done);
    const queue = queueWith();
    add(queue, 30);
    await soon();
    expect(recorder.sizes).toEqual([10]);
    answers[0]!({ code: 0 });
    await soon();
    expect(recorder.sizes).toEqual([10, 10]);
  });

  it('is exported with tracing suppressed, outside of the context that filled it', async () => {
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    const KEY = createContextKey('request');
    const seen: unknown[] = [];
    recorder.answer = (done) => {
      seen.push(isTracingSuppressed(context.active()), context.active().getValue(KEY));
      done({ code: 0 });
    };
    const queue = queueWith();
    context.with(ROOT_CONTEXT.setValue(KEY, 'theirs'), () => add(queue, 10));
    await soon();
    context.disable();
    expect(seen).toEqual([true, undefined]);
  });
});

describe('flush', () => {
  it('resolves when all that was queued is exported', async () => {
    recorder.answer = (done) => setTimeout(done, 5, { code: 0 });
    const queue = queueWith();
    add(queue, 25);
    await queue.flush();
    expect(recorder.sizes).toEqual([10, 10, 5]);
  });

  it('does not wait for what is added later', async () => {
    const queue = queueWith();
    recorder.answer = (done) => {
      add(queue, 1);
      setTimeout(done, 1, { code: 0 });
    };
    add(queue, 5);
    await queue.flush();
    expect(recorder.sizes).toEqual([5]);
  });

  it('resolves where there is nothing, and twice at once', async () => {
    const queue = queueWith();
    await queue.flush();
    add(queue, 5);
    await Promise.all([queue.flush(), queue.flush()]);
    expect(recorder.sizes).toEqual([5]);
  });

  it.each<[string, Recorder['answer']]>([
    ['fails', (done) => done({ code: 1, error: new Error('no') })],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
  ])('goes on to the next batch when the exporter %s at once', async (_, answer) => {
    recorder.answer = answer;
    const queue = queueWith();
    add(queue, 15);
    await queue.flush();
    expect(recorder.sizes).toEqual([10, 5]);
  });

  describe.each<[string, Recorder['answer']]>([
    ['fails after a while', (done) => setTimeout(done, 5, { code: 1, error: new Error('no') })],
    ['never answers', () => {}],
  ])('of an exporter that %s', (_, answer) => {
    beforeEach(() => {
      recorder.answer = answer;
    });

    it('waits for it once, however much is queued', async () => {
      const queue = queueWith({ exportTimeoutMillis: 10 });
      add(queue, 95);
      await queue.flush();
      expect(recorder.sizes).toEqual([10]);
    });

    it('keeps the rest, tries again after scheduleDelayMillis and delivers it', async () => {
      const queue = queueWith({ exportTimeoutMillis: 10, scheduleDelayMillis: 40 });
      add(queue, 25);
      await queue.flush();
      recorder.answer = (done) => done({ code: 0 });
      await soon(5);
      expect(recorder.sizes).toEqual([10]);
      await soon(200);
      expect(recorder.sizes).toEqual([10, 10, 5]);
    });

    it('is followed at shutdown by the number of all that is lost', async () => {
      const queue = queueWith({ exportTimeoutMillis: 10 });
      add(queue, 95);
      await queue.shutdown();
      expect(recorder.sizes).toEqual([10]);
      expect(said.at(-1)).toMatch(/95 spans were lost: 0 dropped, 95 failed/);
    });
  });

  it('waits until the resource is known', async () => {
    const queue = queueWith();
    let isPending = true;
    const resource = {
      attributes: {},
      get asyncAttributesPending() {
        return isPending;
      },
      waitForAsyncAttributes: async () => {
        await soon(10);
        isPending = false;
      },
    };
    const [span] = finishedSpans(1);
    queue.add({ ...span!, spanContext: () => span!.spanContext(), resource });
    let wasPending: boolean | undefined;
    recorder.answer = (done) => {
      wasPending = isPending;
      done({ code: 0 });
    };
    await queue.flush();
    expect(wasPending).toBe(false);
  });
});

describe('drainSync', () => {
  it('has handed over everything when it returns', () => {
    const queue = queueWith();
    add(queue, 25);
    queue.drainSync();
    expect(recorder.sizes).toEqual([10, 10, 5]);
    expect(said).toEqual([]);
  });

  it('says how many spans an exporter that answers later has not delivered', () => {
    recorder.answer = () => {};
    const queue = queueWith();
    add(queue, 25);
    queue.drainSync();
    expect(said).toEqual([expect.stringMatching(/25 spans were not delivered.*flushBotanu/)]);
  });

  it('leaves nothing for a flush to wait for', async () => {
    recorder.answer = () => {};
    const queue = queueWith();
    add(queue, 5);
    queue.drainSync();
    await queue.flush();
  });
});

describe('losses', () => {
  it('a full queue drops, says so once, and tells the number at shutdown', async () => {
    const queue = queueWith({ maxQueueSize: 20 });
    add(queue, 50);
    expect(said).toEqual([expect.stringMatching(/queue is full \(20 spans\).*maxQueueSize/)]);
    await queue.shutdown();
    expect(recorder.sizes).toEqual([10, 10]);
    expect(said[1]).toMatch(/30 spans were lost: 30 dropped, 0 failed/);
  });

  it('failures are said once with their reason, and so is the recovery with the number', async () => {
    const queue = queueWith();
    recorder.answer = (done) =>
      done({ code: 1, error: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) });
    add(queue, 30);
    await queue.flush();
    recorder.answer = (done) => done({ code: 0 });
    add(queue, 1);
    await queue.flush();
    expect(said).toEqual([
      expect.stringMatching(/cannot be exported.*ECONNREFUSED/),
      expect.stringMatching(/exported again; 30 spans were lost/),
    ]);
  });

  it('of a batch that was kept, spans that were left out are lost, and said', async () => {
    recorder.answer = (done) => done({ code: 0, isSpooled: true, lost: { spans: 3, reason: 'unwritable' } });
    const queue = queueWith();
    add(queue, 10);
    expect(await queue.flush()).toEqual({ delivered: 0, spooled: 7, lost: 3, waiting: 0 });
    await queue.shutdown();
    expect(said.join()).toMatch(/unwritable.*3 spans were lost: 0 dropped, 3 failed/);
  });

  it('an answer that comes after the timeout counts for nothing', async () => {
    const answers: ((result: ExportResult) => void)[] = [];
    recorder.answer = (done) => answers.push(done);
    const queue = queueWith({ exportTimeoutMillis: 5 });
    add(queue, 1);
    await queue.flush();
    answers[0]!({ code: 0 });
    await queue.shutdown();
    expect(said.at(-1)).toMatch(/1 span was lost: 0 dropped, 1 failed/);
  });
});

it('shutdown exports the rest and shuts the exporter down', async () => {
  const queue = queueWith();
  add(queue, 3);
  await queue.shutdown();
  expect(recorder.sizes).toEqual([3]);
  expect(recorder.wasShutDown).toBe(true);
});
