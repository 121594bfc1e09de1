import { generateRunId, isRunId } from '../../src/run/run-id';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The milliseconds since the epoch that a UUIDv7 begins with. */
const timeOf = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

describe('generateRunId', () => {
  it('gives UUIDs of version 7 and the RFC 9562 variant, each only once', () => {
    const ids = Array.from({ length: 100_000 }, generateRunId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !UUID_V7.test(id))).toEqual([]);
  });

  it('begins with the time, to the millisecond', () => {
    const before = Date.now();
    const time = timeOf(generateRunId());
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('gives ids that sort by time as text', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.push(generateRunId());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect([...ids].sort()).toEqual(ids);
  });

  it.each([
    ['the smallest time', 0, '00000000-0000'],
    ['a time of today', 0x0192_3456_789a, '01923456-789a'],
    ['the largest time', 0xffff_ffff_ffff, 'ffffffff-ffff'],
  ])('writes %s in 48 bits', (_, time, start) => {
    const now = jest.spyOn(Date, 'now').mockReturnValue(time);
    try {
      expect(generateRunId().slice(0, 13)).toBe(start);
    } finally {
      now.mockRestore();
    }
  });

  it('uses every random bit', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2_000; i++) {
      const bits = generateRunId().replaceAll('-', '').slice(12);
      for (let place = 0; place < bits.length; place++) seen.add(`${place}:${bits[place]}`);
    }
    // Of twenty places, the version is fixed and the variant is one of four.
    expect(seen.size).toBe(18 * 16 + 1 + 4);
  });
});

describe('isRunId', () => {
  it.each([
    ['01923456-789a-7bcd-8def-0123456789ab', true],
    ['01923456-789A-4BCD-8DEF-0123456789AB', true],
    ['01923456789a7bcd8def0123456789ab', false],
    ['01923456-789a-7bcd-8def-0123456789ab\n', false],
    ['01923456-789a-7bcd-8def-0123456789ag', false],
    ['', false],
    [undefined, false],
    [7, false],
  ])('%p: %p', (value, expected) => {
    expect(isRunId(value)).toBe(expected);
  });
});
