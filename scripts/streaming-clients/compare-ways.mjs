// Calls a client in several ways, each once as it is and once tracked; says whether the caller could tell, and how
// the span ended.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { trackLlmCall } from 'botanu';

/** A local provider. @param answer gets the request's body, the response, and `say` for one event of a stream */
export async function startProvider(answer) {
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const part of incoming) body += part;
    const say = (data, event) =>
      outgoing.write(`${event ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
    const begin = () => outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    const refuse = (status, error) =>
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
    answer(JSON.parse(body).model, { outgoing, begin, say, refuse });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => (server.closeAllConnections(), server.close()),
  };
}

/** @param ways [name, make, use, end]: what is called, how its result is used, and how its span is to end */
export async function compareWays(ways) {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }));
  const results = [];
  for (const [name, make, use, end] of ways) {
    const untracked = await seen(() => use(make()));
    exporter.reset();
    let made;
    const tracked = trackLlmCall({ provider: 'a', model: 'b' }, () => (made = make()));
    const seenOfTracked = await seen(() => use(tracked));
    for (let i = 0; i < 200 && !exporter.getFinishedSpans().some(isOurs); i++) await sleep(10);
    // A client may make spans of its own beside.
    const ends = exporter.getFinishedSpans().filter(isOurs).map(endOf);
    const same = tracked === made && untracked === seenOfTracked;
    results.push({ name, same, untracked, seenOfTracked, ends, expected: [end] });
  }
  process.stdout.write(JSON.stringify(results));
}

/** What a caller gets to see, as text. */
async function seen(act) {
  try {
    return JSON.stringify({ value: await act() });
  } catch (error) {
    return JSON.stringify({ thrown: error?.constructor?.name, message: error?.message });
  }
}

const isOurs = ({ instrumentationScope }) => instrumentationScope.name === 'botanu';

function endOf({ status, attributes }) {
  if (attributes['botanu.operation.status'] !== undefined) return attributes['botanu.operation.status'];
  if (status.code === 2) return 'failed';
  return attributes['gen_ai.response.time_to_first_chunk'] === undefined ? 'without a chunk' : 'done';
}

export const typesOf = async (events) => {
  const types = [];
  for await (const event of events) types.push(event.type);
  return types;
};

export async function leave(events) {
  const iterator = events[Symbol.asyncIterator]();
  await iterator.next();
  await iterator.return();
}
