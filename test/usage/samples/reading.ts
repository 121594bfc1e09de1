import { readUsage, type ResponseUsage } from 'botanu';
import { foldPart, type StreamSeen } from '../../../src/usage/read-stream';
import type { Sample, StreamSample } from './sample';

export function itReads(samples: Readonly<Record<string, Sample>>): void {
  it.each(Object.entries(samples))('reads %s', (_, { response, read }) => {
    expect(readUsage(response)).toEqual(read);
  });
}

export function itFolds(samples: Readonly<Record<string, StreamSample>>): void {
  it.each(Object.entries(samples))('adds up the stream of %s', (_, { parts, read }) => {
    expect(toldBy(fold(parts))).toEqual(read);
  });
}

export const fold = (parts: readonly unknown[]): StreamSeen | undefined =>
  parts.reduce<StreamSeen | undefined>(foldPart, undefined);

/** What a stream says, without what its reader keeps for itself. */
export function toldBy(seen: StreamSeen | undefined): ResponseUsage | undefined {
  if (seen === undefined) return undefined;
  const { provider, model, responseId, requestId, finishReasons, serviceTier, costUsd, usage } = seen.read;
  return { provider, model, responseId, requestId, finishReasons, serviceTier, costUsd, usage };
}
