import type { Asks, Client } from './client';
import type { Behaviour, ProviderServer } from './provider-server';

/** How a call goes, and what its caller does with the answer. */
export const WAYS = [
  'plain',
  'streamed',
  'left by break',
  'called off',
  'refused',
  'stream refused',
  'given up in the middle',
  'hung up in the middle',
] as const;

export type Way = (typeof WAYS)[number];

/** What the caller got to see. */
export interface Seen {
  readonly answer?: string;
  readonly keys?: readonly string[];
  readonly content: string[];
  readonly thrown?: string;
}

const BEHAVIOUR: Readonly<Record<Way, Behaviour>> = {
  plain: 'whole',
  streamed: 'whole',
  'left by break': 'whole',
  'called off': 'stalled',
  refused: 'refused',
  'stream refused': 'refused',
  'given up in the middle': 'given up',
  'hung up in the middle': 'stalled',
};

const isPlain = (way: Way): boolean => way === 'plain' || way === 'refused';

/** Whether the client, and the provider, have such a thing. */
export const isThere = (way: Way, { answers, neverLeft }: Client, asks: Asks): boolean =>
  isPlain(way)
    ? asks.plain !== undefined
    : way === 'given up in the middle'
      ? answers.stream.failure !== undefined
      : way !== 'left by break' || neverLeft !== true;

/** Asks once, by `ask`, and uses the answer to its end. */
export async function goTheWay(
  way: Way,
  client: Client,
  server: ProviderServer,
  asks: Asks,
  ask: (make: () => unknown) => unknown,
): Promise<Seen> {
  server.behaviour = way === 'left by break' && client.readsAhead === true ? 'stalled' : BEHAVIOUR[way];
  const controller = new AbortController();
  const content: string[] = [];
  let seen: Seen = { content };
  try {
    const answer = await ask(() => (isPlain(way) ? asks.plain!() : asks.stream(controller.signal)));
    seen = { content, answer: className(answer), keys: Object.keys(answer as object).sort() };
    if (isPlain(way)) content.push(textOf(answer));
    else {
      for await (const part of client.streamOf?.(answer) ?? (answer as AsyncIterable<unknown>)) {
        content.push(textOf(part));
        if (!isMiddle(content.at(-1)!)) continue;
        if (way === 'left by break') break;
        if (way === 'called off') (client.abort ?? (() => controller.abort()))(answer);
        if (way === 'hung up in the middle') server.hangUp();
      }
    }
  } catch (error) {
    const thrown = `${className(error)}: ${(error as Error).message}`;
    return { ...seen, thrown: client.abortsVary && /abort/i.test(thrown) ? 'an abort' : thrown };
  }
  return seen;
}

/** The providers say `Hel` and `lo`. */
const isMiddle = (part: string): boolean => /Hel(?!lo)/.test(part);

const className = (value: unknown): string => Object.getPrototypeOf(value)?.constructor?.name ?? typeof value;

/** As JSON, bytes as the text that they are, without what no two calls have in common. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (key, field: unknown) => {
    if (MADE_UP.has(key)) return undefined;
    return field instanceof Uint8Array ? new TextDecoder().decode(field) : field;
  }).replace(TIME, 'now');

/** What the AI SDK adds of its own: an id, how long things took, and when the answer came. */
const MADE_UP = new Set(['callId', 'performance']);
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
