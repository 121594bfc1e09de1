import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { decompressed } from '../../src/ledger/decompressed';
import { importFile } from '../../src/ledger/import-file';
import { TOO_LONG, wholeLines } from '../../src/ledger/whole-lines';
import { cachedLedger } from '../support/cached-ledger';
import { ledgerDirectory, otlpLine, otlpSpan } from '../support/otlp-lines';
import { ZSTD_FRAME } from '../support/zstd-sample';

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    otlpLine(otlpSpan({ name: `${i} ${randomBytes(20).toString('hex')}` })),
  );

const message = (content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
};

/** What comes of a file, by both ways in. */
async function taken(name: string, content: Buffer, repeated = 0) {
  const directory = ledgerDirectory({});
  writeFileSync(join(directory, name), content);
  const { spans, unreadable } = await cachedLedger(directory);
  const imported = await importFile(join(directory, name), ledgerDirectory({}));
  expect(imported.spans - repeated).toBe(spans);
  expect(imported.unreadable).toEqual(unreadable.map(({ line, problem }) => ({ line, problem })));
  return { spans, unreadable };
}

describe('a compressed file with damage', () => {
  it.each([5, 400])('gives all of %i lines before what does not belong to it', async (count) => {
    const content = Buffer.concat([gzipSync(lines(count).join('')), Buffer.alloc(100, 7)]);
    expect(await taken('a.jsonl.gz', content)).toEqual({
      spans: count,
      unreadable: [{ file: 'a.jsonl.gz', line: null, problem: 'incorrect header check' }],
    });
  });

  it('gives each whole line of what was compressed before', async () => {
    const parts = lines(60).map((line) => gzipSync(line));
    const bad = Buffer.from(parts[40]!);
    bad.fill(0xff, 10, 20);
    const content = Buffer.concat([...parts.slice(0, 40), bad, ...parts.slice(41)]);
    expect(await taken('a.jsonl.gz', content)).toMatchObject({ spans: 40, unreadable: [{ line: null }] });
  });

  it('gives the frames before it, of zstd', async () => {
    const content = Buffer.concat([ZSTD_FRAME, Buffer.alloc(100, 7)]);
    expect(await taken('a.jsonl.zst', content)).toMatchObject({ spans: 1, unreadable: [{ line: null }] });
  });
});

describe("a collector's messages, compressed by zstd", () => {
  const bad = Buffer.from(ZSTD_FRAME);
  bad.fill(0xff, 4, 12);

  it('are taken from all around a damaged one, which is named', async () => {
    const content = Buffer.concat([message(ZSTD_FRAME), message(bad), message(ZSTD_FRAME)]);
    const { spans, unreadable } = await taken('a.jsonl.zst', content, 1);
    expect({ spans, lines: unreadable.map(({ line }) => line) }).toEqual({ spans: 1, lines: [2] });
  });

  it('are read on where they were, and what is not there yet is not missed', async () => {
    const directory = ledgerDirectory({});
    const path = join(directory, 'a.jsonl.zst');
    const two = Buffer.concat([message(bad), message(ZSTD_FRAME)]);
    writeFileSync(path, Buffer.concat([two, message(ZSTD_FRAME).subarray(0, 40)]));
    expect(await cachedLedger(directory)).toMatchObject({ spans: 1, unreadable: [{ line: 1 }] });
    writeFileSync(path, Buffer.concat([two, message(bad), message(Buffer.from('x')).subarray(0, 2)]));
    expect(await cachedLedger(directory)).toMatchObject({
      spans: 1,
      duplicateSpans: 0,
      unreadable: [{ line: 1 }, { line: 3 }],
    });
  });
});

it('waits for the decoder without a listener for each chunk', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): number => warnings.push(warning);
  process.on('warning', warned);
  const whole = gzipSync(randomBytes(3_000_000));
  async function* chunks() {
    for (let i = 0; i < whole.length; i += 100_000) yield whole.subarray(i, i + 100_000);
  }
  let bytes = 0;
  for await (const chunk of decompressed(chunks, 'gzip', () => undefined)) bytes += chunk.length;
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect({ bytes, warnings }).toEqual({ bytes: 3_000_000, warnings: [] });
});

describe('a line that is too long', () => {
  const of = async (text: string, chunkBytes: number) => {
    async function* chunks() {
      for (let i = 0; i < text.length; i += chunkBytes) yield Buffer.from(text.slice(i, i + chunkBytes));
    }
    const found = [];
    for await (const { text, bytes, isWhole, isTooLong } of wholeLines(chunks(), 20)) {
      found.push(isTooLong ? `${bytes} too long` : `${text.toString()}${isWhole ? '' : '…'}`);
    }
    return found;
  };

  it('is left out, whatever it comes in, and those around it are not', async () => {
    const text = `a\nb\n${'x'.repeat(30)}\nc\n${'y'.repeat(20)}`;
    expect((await of(text, 7)).join('|')).toBe('a\nb\n|31 too long|c\n|'.concat('y'.repeat(20), '…'));
    expect((await of(text, 1)).join('')).toBe(`a\nb\n31 too longc\n${'y'.repeat(20)}…`);
  });

  it('is named', async () => {
    const [one, two] = lines(2);
    const { spans, unreadable } = await taken(
      'a.jsonl',
      Buffer.concat([Buffer.from(one!), Buffer.alloc(65 * 1024 * 1024, 0x20), Buffer.from(`\n${two}`)]),
    );
    expect({ spans, unreadable }).toEqual({
      spans: 2,
      unreadable: [{ file: 'a.jsonl', line: 2, problem: TOO_LONG }],
    });
  });
});
