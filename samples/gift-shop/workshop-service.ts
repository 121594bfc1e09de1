import { initBotanu, shutdownBotanu } from 'botanu';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Job, Workshop } from './workshop';

/** One of the two services: takes engravings over HTTP, until it is told to stop. */
async function main(): Promise<void> {
  initBotanu({ serviceName: 'workshop', autoInstrument: false });
  const workshop = await Workshop.open();

  const server = createServer((request, response) => {
    json(request)
      .then((job) => workshop.take(job as Job, request.headers))
      .then(() => response.writeHead(204).end())
      .catch(() => response.writeHead(503).end());
  });
  server.listen(0, '127.0.0.1', () => {
    process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  process.once('disconnect', () => {
    server.close();
    void Promise.all([shutdownBotanu(), workshop.close()]);
  });
}

void main();
