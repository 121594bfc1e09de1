import { join } from 'node:path';
import { outputOf } from '../../support/dialect';
import type { Report } from './app';

const MIB = 2 ** 20;

it('10,000 streams of 500 chunks leave no span open, and nothing behind', async () => {
  const report = await outputOf<Report>(join(__dirname, 'app.ts'), ['--expose-gc']);
  // One more, and long.
  expect(report.started).toBe(10_001);
  expect(Object.values(report.ended).reduce((sum, count) => sum + count)).toBe(10_001);
  expect(Object.keys(report.ended).sort()).toEqual(['abandoned', 'canceled', 'done']);
  for (const status of ['abandoned', 'canceled'])
    expect(Math.abs(report.ended[status]! - 3_333)).toBeLessThan(20);
  expect(report.counted).toBe(report.ended.done! - 1);
  expect(report.heapGrowthBytes).toBeLessThan(4 * MIB);
  expect(report.longStreamGrowthBytes).toBeLessThan(2 * MIB);
}, 240_000);
