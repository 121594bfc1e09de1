import { warnOnce } from '../../src/shared/diagnostics';
import { warningsOf } from '../support/telemetry';

describe('warnOnce', () => {
  it('says each key once', async () => {
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 3; i++) for (const key of ['a', 'b']) warnOnce(key, () => `about ${key}`);
    });
    expect(warnings.map((warning) => warning.replace('botanu ', ''))).toEqual(['about a', 'about b']);
  });

  it('makes the message only if it is said', async () => {
    const made = jest.fn(() => 'message');
    await warningsOf(() => {
      warnOnce('a', made);
      warnOnce('a', made);
    });
    expect(made).toHaveBeenCalledTimes(1);
  });

  it('says no more than 1,000 different things', async () => {
    const warnings = await warningsOf(() => {
      for (let i = 0; i < 1_200; i++) warnOnce(`key ${i}`, () => 'x');
    });
    expect(warnings).toHaveLength(1_000);
  });
});
