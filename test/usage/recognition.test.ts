import { readUsage } from 'botanu';
import { STREAM_READERS } from '../../src/usage/read-stream';
import { READERS } from '../../src/usage/read-usage';
import { allSamples, allStreamSamples } from './samples/all';
import { fold } from './samples/reading';

type Fields = Readonly<Record<string, unknown>>;

describe('recognition', () => {
  it.each(allSamples)('has exactly one reader for %s', (_, { response }) => {
    expect(READERS.filter((reader) => reader.recognises(response as Fields))).toHaveLength(1);
  });

  it.each(allSamples)(
    'takes %s for the same, whatever the provider is said to be',
    (_, { response, read }) => {
      expect(readUsage(response, { provider: 'somebody' })).toEqual({ ...read, provider: 'somebody' });
    },
  );

  it.each(allStreamSamples)('has exactly one reader for a stream of %s', (_, { parts }) => {
    const claiming = new Set(
      parts.flatMap((part) => STREAM_READERS.filter((reader) => reader.recognises(part as Fields))),
    );
    expect(claiming.size).toBe(1);
    expect(fold(parts)?.reader).toBe([...claiming][0]);
  });

  it.each(allStreamSamples)('does not take the parts of a stream for an answer: %s', (name, { parts }) => {
    // A chunk of Gemini or Ollama, or of LangChain, is an answer; the last of the older completions looks like one.
    if (/^(gemini|ollama|langchain)|completion of text/.test(name)) return;
    for (const part of parts) expect(readUsage(part)).toBeUndefined();
  });

  it('leaves alone what is no answer', () => {
    const others = [
      Promise.resolve(1),
      new Map([['usage', 1]]),
      new Error('no'),
      new Response('{}'),
      new Date(),
      Buffer.from('x'),
      () => 1,
      { type: 'message', role: 'user', content: 'hi' },
      { object: 'list', data: [], model: 'm' },
      { data: [], created: 1 },
      { data: [{ url: 'https://shop.test/1' }], created: 1 },
      { data: [], meta: { tokens: { next: 'abc' } } },
      { usage: { tokens: {} } },
      { text: 'hello', usage: 'often' },
      { output: {}, stopReason: 'end_turn' },
      { generations: [] },
      { steps: [] },
      { steps: [{ usage: {} }] },
      { embeddings: [[0.1]] },
      { model: 'x', done: true },
      { type: 'order.created', metadata: { id: 1 } },
      { event_type: 'click' },
    ];
    for (const other of others) {
      expect(readUsage(other)).toBeUndefined();
      expect(readUsage(other, { provider: 'openai' })).toBeUndefined();
      expect(fold([other])).toBeUndefined();
    }
  });
});
