import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anywhere } from '../../support/every-decorator';

/** Methods that answer in a web stream of numbers, and what reads one. */
export const boom = new Error('boom');

/** `numbers` chunks, each made when it is asked for. */
export const counting = (numbers: number, end: 'close' | 'error' = 'close'): ReadableStream<number> => {
  let next = 1;
  return new ReadableStream<number>({
    async pull(controller) {
      await nextTurn();
      if (next <= numbers) controller.enqueue(next++);
      else if (end === 'close') controller.close();
      else controller.error(boom);
    },
  });
};

export const subjectOf = (decorate: Anywhere) => {
  class Subject {
    @decorate
    counts(numbers = 3): ReadableStream<number> {
      return counting(numbers);
    }
    @decorate
    fails(): ReadableStream<number> {
      return counting(2, 'error');
    }
    @decorate
    async resolves(): Promise<ReadableStream<number>> {
      return counting(3);
    }
    @decorate
    same(stream: ReadableStream<number>): ReadableStream<number> {
      return stream;
    }
  }
  return Subject;
};

export type Subject = InstanceType<ReturnType<typeof subjectOf>>;

export const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const read: T[] = [];
  for await (const value of stream) read.push(value);
  return read;
};

/** What happens inside the platform is told in a turn of its own. */
export const settled = async <T>(value: T): Promise<Awaited<T>> => {
  const awaited = await value;
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  return awaited;
};
