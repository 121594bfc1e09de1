import { trace } from '@opentelemetry/api';
import type { BotanuOptions } from '../../../src/bootstrap/botanu-options';
import { initBotanu } from '../../../src/bootstrap/init-botanu';

/** Does what it is told over the channel to its parent, and answers each order with what came of it. */
type Order = { do: 'record'; from: number; count: number } | { do: 'flush' | 'shutdown' | Door };
type Door = 'exit' | 'throw' | 'end' | 'exit while stopping' | 'signal while stopping';

const botanu = initBotanu(JSON.parse(process.argv[2] ?? '{}') as BotanuOptions);
const tracer = trace.getTracer('spool');

async function follow(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'record':
      for (let i = 0; i < order.count; i++) tracer.startSpan(`span ${order.from + i}.`).end();
      return undefined;
    case 'flush':
      return botanu.flush();
    case 'shutdown':
      return botanu.shutdown();
    case 'exit':
      return process.exit(2);
    case 'exit while stopping':
      void botanu.shutdown();
      // Its request is under way by then.
      setTimeout(() => process.exit(2), 50);
      return undefined;
    case 'signal while stopping':
      void botanu.shutdown();
      setTimeout(() => process.kill(process.pid, 'SIGTERM'), 50);
      return undefined;
    case 'throw':
      setImmediate(() => {
        throw new Error('nobody catches this');
      });
      return undefined;
    case 'end':
      process.disconnect();
      return undefined;
  }
}

process.on('message', (order: Order) => {
  void follow(order).then((result) => process.connected && process.send!({ result }));
});
process.send!({ result: 'ready' });
