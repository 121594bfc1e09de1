import { once } from 'node:events';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ExportResult, ExportResultCode, type SpanExporter } from '../../src/export/span-exporter';
import { WebPageGuard } from '../../src/export/web-page-guard';
import { finishedSpans } from '../support/finished-spans';
import { HttpJsonExporter } from '../support/http-json-exporter';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((asked, response) => asked.resume().on('end', () => answer(response)));
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`;
}

const html = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });

const exported = (exporter: SpanExporter): Promise<ExportResult> =>
  new Promise((resolve) => exporter.export(finishedSpans(1), resolve));

const guarded = (url: string): Promise<ExportResult> =>
  exported(new WebPageGuard(new HttpJsonExporter(url), url));

const DELIVERED = { code: ExportResultCode.SUCCESS };
const PAGE = { code: ExportResultCode.FAILED, error: { message: expect.stringContaining('a web page') } };

it.each(['ok', '', '{}', ' thanks < you '])(
  "Express' and others' `text/html` of '%s' is a delivery",
  async (body) => {
    expect(await guarded(await serve((response) => html(response).end(body)))).toEqual(DELIVERED);
  },
);

it.each(['<!doctype html>', '<html>', ' \r\n\t<p>log in', '\uFEFF<?xml version="1.0"?>'])(
  "a body that begins with '%s' is a web page",
  async (body) => {
    expect(await guarded(await serve((response) => html(response).end(body)))).toMatchObject(PAGE);
  },
);

it('a page whose first blanks come by themselves', async () => {
  const url = await serve((response) => {
    html(response).write('\n\n');
    setTimeout(() => response.end('<html>'), 50);
  });
  expect(await guarded(url)).toMatchObject(PAGE);
});

it('the exporter gets all of the body, too', async () => {
  const page = `<html>${'x'.repeat(100_000)}</html>`;
  const url = await serve((response) => html(response).end(page));
  let got = '';
  const exporter: SpanExporter = {
    export: (_, done) => {
      request(url, { method: 'POST' }, (response) => {
        response.setEncoding('utf8').on('data', (text: string) => (got += text));
        response.on('end', () => done(DELIVERED));
      }).end('spans');
    },
    shutdown: () => Promise.resolve(),
  };
  expect(await exported(new WebPageGuard(exporter, url))).toMatchObject(PAGE);
  expect(got).toBe(page);
});

it("another's answer on another port says nothing, whenever it comes", async () => {
  const answers: (() => void)[] = [];
  const ours = (type: string, body: string): Promise<string> =>
    serve((response) => {
      response.writeHead(200, { 'content-type': type }).flushHeaders();
      answers.push(() => response.end(body));
    });
  const cases = [
    ['text/html', '<html>', 'application/json', '{}', PAGE],
    ['application/json', '{}', 'text/html', '<html>', DELIVERED],
  ] as const;
  for (const [type, body, theirType, theirBody, outcome] of cases) {
    const theirs = await serve((response) => {
      response.writeHead(200, { 'content-type': theirType }).end(theirBody);
    });
    const result = guarded(await ours(type, body));
    while (answers.length === 0) await new Promise((next) => setTimeout(next, 5));
    await exported(new HttpJsonExporter(theirs));
    answers.pop()!();
    expect(await result).toMatchObject(outcome);
  }
});

it('of several tries the last one counts', async () => {
  let tries = 0;
  const url = await serve((response) => {
    if (tries++ === 0) html(response).end('<html>');
    else response.writeHead(200).end();
  });
  const inner = new HttpJsonExporter(url);
  const twice: SpanExporter = {
    export: (spans, done) => inner.export(spans, () => inner.export(spans, done)),
    shutdown: () => inner.shutdown(),
  };
  expect(await exported(new WebPageGuard(twice, url))).toEqual(DELIVERED);
});
