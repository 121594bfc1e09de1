import { ProgressBar } from '../../src/cli/progress-bar';

/** What is drawn at each of these times, in milliseconds. */
function drawn(isTTY: boolean, ...times: number[]): string[] {
  const written: string[] = [];
  let nowMs = 0;
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  const bar = new ProgressBar(stream, 'reading', () => nowMs);
  for (nowMs of times) bar.show(nowMs, 4000);
  bar.clear();
  return written;
}

const CLEAR = '\r\x1b[2K';

describe('the progress bar', () => {
  it('shows nothing of what takes less than a second', () => {
    expect(drawn(true, 10, 500, 999)).toEqual([]);
  });

  it('shows how far it is on one line, and clears it', () => {
    expect(drawn(true, 500, 1000, 1050, 3000)).toEqual([
      `${CLEAR}reading ██████░░░░░░░░░░░░░░░░░░ 25% of 1 MB`,
      `${CLEAR}reading ██████████████████░░░░░░ 75% of 1 MB`,
      CLEAR,
    ]);
  });

  it('shows nothing where there is no terminal', () => {
    expect(drawn(false, 500, 5000)).toEqual([]);
  });
});
