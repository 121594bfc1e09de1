import { type BarStream, ProgressBar } from '../../src/cli/progress-bar';

/** What is drawn at each of these times, in milliseconds. */
function drawn({ isTTY = true, columns = 60 }: Partial<BarStream>, ...times: number[]): string[] {
  const written: string[] = [];
  let nowMs = 0;
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  const bar = new ProgressBar(stream, 'reading', () => nowMs);
  for (nowMs of times) bar.show(nowMs, 4000);
  bar.clear();
  return written;
}

const CLEAR = '\r\x1b[2K';

describe('the progress bar', () => {
  it('shows nothing of what takes less than a second', () => {
    expect(drawn({}, 10, 500, 999)).toEqual([]);
  });

  it('shows how far it is on one line, and clears it', () => {
    expect(drawn({}, 500, 1000, 1050, 3000)).toEqual([
      `${CLEAR}reading ██████░░░░░░░░░░░░░░░░░░ 25% of 1 MB`,
      `${CLEAR}reading ██████████████████░░░░░░ 75% of 1 MB`,
      CLEAR,
    ]);
  });

  it.each([
    [20, 'reading ██████░░░░░'],
    [1, ''],
    // Some terminals say so when they do not know.
    [0, 'reading ██████░░░░░░░░░░░░░░░░░░ 25% of 1 MB'],
  ])('leaves the last of %d columns free, where the cursor stands', (columns, line) => {
    expect(drawn({ columns }, 1000)).toEqual([CLEAR + line, CLEAR]);
  });

  it('shows nothing where there is no terminal', () => {
    expect(drawn({ isTTY: false }, 500, 5000)).toEqual([]);
  });
});
