import { addSpans, callRow, costsIn, price, spanRow, withSpans } from '../support/costs';
import { NOON_MS } from '../support/otlp-lines';

const M = 1_000_000;
const HOUR_MS = 3_600_000;

describe('asked again', () => {
  const first = callRow({ input_tokens: M, output_tokens: 0 });
  const second = callRow({ input_tokens: 2 * M, output_tokens: 0 });
  const card = (input: number) =>
    `models: [{ model: gpt-4o-mini, per_million_tokens: { input: ${input}, output: 1 } }]`;

  it('prices what came since, and nothing twice', async () => {
    await withSpans([first], async (engine) => {
      await price(engine);
      await price(engine);
      expect(await costsIn(engine, [first])).toMatchObject([{ cost: 0.15 }]);
      await addSpans(engine, [{ ...second, trace_id: first.trace_id }]);
      await price(engine);
      expect(await costsIn(engine, [first, second])).toMatchObject([{ cost: 0.15 }, { cost: 0.3 }]);
    });
  });

  it('keeps the costs that it has while the prices are the same', async () => {
    await withSpans([first, second], async (engine) => {
      await price(engine);
      await engine.execute(`UPDATE costs SET cost = 7 WHERE span_id = '${first.span_id!}'`);
      await price(engine);
      expect(await costsIn(engine, [first, second])).toMatchObject([{ cost: 7 }, { cost: 0.3 }]);
    });
  });

  it('gives the new answer when the rate card changed, of old spans too', async () => {
    await withSpans([first, second], async (engine) => {
      const costs = async (rateCard?: string) => {
        await price(engine, rateCard);
        return (await costsIn(engine, [first, second])).map((cost) => cost?.cost);
      };
      expect(await costs()).toEqual([0.15, 0.3]);
      expect(await costs(card(1))).toEqual([1, 2]);
      expect(await costs(card(3))).toEqual([3, 6]);
      expect(await costs()).toEqual([0.15, 0.3]);
    });
  });

  it('prices operations of another hour that came since', async () => {
    const query = (startMs: number) => spanRow({ kind: 'database', system: 'postgresql', startMs });
    const [before, since] = [query(NOON_MS), query(NOON_MS + 2 * HOUR_MS)];
    const rules = 'databases: [{ system: postgresql, per_query: 1 }]';
    await withSpans([before], async (engine) => {
      await price(engine, rules);
      await addSpans(engine, [since]);
      await price(engine, rules);
      expect(await costsIn(engine, [before, since])).toMatchObject([{ cost: 1 }, { cost: 1 }]);
    });
  });
});
