import {
  baggageEntryMetadataFromString,
  type Context,
  context,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';
import {
  BotanuPropagator,
  getBaggage,
  getRunContext,
  getRunId,
  runUseCase,
  setBaggage,
  withBaggage,
  withRunContext,
} from 'botanu';
import { changeSettings, restoreSettings } from '../support/settings';
import { startTelemetry, type Telemetry, warningsOf } from '../support/telemetry';

let telemetry: Telemetry;
beforeEach(() => (telemetry = startTelemetry()));
afterEach(async () => {
  await telemetry.stop();
  restoreSettings();
});

const stock = new W3CBaggagePropagator();
const ours = new BotanuPropagator(stock);

/** The members that a propagator sends out from the active context with a request, as a peer reads them. */
function sent(propagator: { inject: W3CBaggagePropagator['inject'] }): Record<string, string> {
  const carrier: Record<string, string> = {};
  const attributes = { 'server.address': 'localhost' };
  const request = trace.getTracer('http').startSpan('GET', { kind: SpanKind.CLIENT, attributes });
  propagator.inject(trace.setSpan(context.active(), request), carrier, defaultTextMapSetter);
  const pairs = (carrier.baggage ?? '').split(',').filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => pair.split('=').map(decodeURIComponent)));
}

const membersOf = (active: Context): Record<string, string> =>
  Object.fromEntries(
    (propagation.getBaggage(active)?.getAllEntries() ?? []).map(([k, { value }]) => [k, value]),
  );

describe('the baggage of a run', () => {
  it('is carried by a stock propagator', () => {
    runUseCase('Customer Support, "tier 1"', function handle(run) {
      expect(sent(stock)).toEqual({
        'botanu.run_id': run.runId,
        'botanu.use_case': 'Customer Support, "tier 1"',
        'botanu.workflow': 'handle',
      });
    });
  });

  it('carries the root of a nested run, and no more of the outer one', () => {
    runUseCase({ useCase: 'outer', workflow: 'w1' }, (outer) => {
      runUseCase({ useCase: 'inner', workflow: 'w2' }, (inner) => {
        expect(sent(stock)).toEqual({
          'botanu.run_id': inner.runId,
          'botanu.root_run_id': outer.runId,
          'botanu.use_case': 'inner',
          'botanu.workflow': 'w2',
        });
      });
      expect(sent(stock)).toMatchObject({ 'botanu.run_id': outer.runId, 'botanu.use_case': 'outer' });
    });
  });

  it('carries more in full mode', () => {
    changeSettings({ propagationMode: 'full', environment: 'staging' });
    const details = { tenantId: 't', customerId: 'c', eventId: 'e', workflow: 'w', deadlineSeconds: 60 };
    runUseCase({ useCase: 'u', ...details }, (run) => {
      expect(sent(stock)).toEqual({
        'botanu.run_id': run.runId,
        'botanu.use_case': 'u',
        'botanu.workflow': 'w',
        'botanu.event_id': 'e',
        'botanu.customer_id': 'c',
        'botanu.tenant_id': 't',
        'botanu.environment': 'staging',
        'botanu.deadline': String(run.run.deadline!.getTime()),
      });
    });
  });

  it("keeps others' members, with their metadata, in the run and around it", () => {
    const metadata = baggageEntryMetadataFromString('ttl=30');
    const theirs = propagation.createBaggage({ 'their.key': { value: 'v', metadata } });
    context.with(propagation.setBaggage(ROOT_CONTEXT, theirs), () => {
      runUseCase('u', () => {
        expect(propagation.getActiveBaggage()?.getEntry('their.key')).toEqual({ value: 'v', metadata });
        expect(sent(stock)).toMatchObject({ 'botanu.use_case': 'u' });
      });
      expect(propagation.getActiveBaggage()).toBe(theirs);
      expect(theirs.getAllEntries()).toHaveLength(1);
    });
  });

  it('is an ordinary one: setEntry gives a copy', () => {
    runUseCase('u', () => {
      const before = propagation.getActiveBaggage()!;
      const after = before.setEntry('their.key', { value: 'v' });
      expect(before.getEntry('their.key')).toBeUndefined();
      expect(after.getEntry('botanu.use_case')).toEqual({ value: 'u' });
    });
  });

  it('is gone after the run', () => {
    runUseCase('u', () => 1);
    expect(propagation.getActiveBaggage()).toBeUndefined();
    expect(getRunId()).toBeUndefined();
  });
});

describe("W3C's limits", () => {
  const others = (count: number, length: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`other.${i}`, 'x'.repeat(length)]));

  const bytes = (members: Record<string, string>): number =>
    Object.entries(members)
      .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
      .join(',').length;

  /** What two runs, one inside the other, have in their baggage, and what was said of it. */
  async function filled(theirs: Record<string, string>) {
    let members: Record<string, string> = {};
    const warnings = await warningsOf(() =>
      runUseCase('outer', () =>
        withBaggage(theirs, () =>
          runUseCase('inner', () => runUseCase('innermost', () => (members = membersOf(context.active())))),
        ),
      ),
    );
    return { members, warnings };
  }

  it.each([
    ['62 other members', others(62, 1)],
    ['8,070 bytes of other members', others(10, 798)],
  ])('leave out what no longer fits beside %s, with one warning, ids kept', async (_, theirs) => {
    const { members, warnings } = await filled(theirs);
    expect(members).toMatchObject(theirs);
    expect(members).toHaveProperty(['botanu.run_id']);
    expect(members).toHaveProperty(['botanu.root_run_id']);
    expect(members).not.toHaveProperty(['botanu.workflow']);
    expect(Object.keys(members).length).toBeLessThanOrEqual(64);
    expect(bytes(members)).toBeLessThanOrEqual(8_192);
    expect(warnings).toEqual([expect.stringContaining('W3C Baggage')]);
  });

  it.each([
    ['64 other members', others(64, 1)],
    ['8,190 bytes of other members', others(10, 809)],
  ])('put the ids before %s', async (_, theirs) => {
    const { members, warnings } = await filled(theirs);
    expect(members).toHaveProperty(['botanu.run_id']);
    expect(members).toHaveProperty(['botanu.root_run_id']);
    expect(Object.keys(members).length).toBeGreaterThan(10);
    expect(Object.keys(members).length).toBeLessThanOrEqual(64);
    expect(bytes(members)).toBeLessThanOrEqual(8_192);
    expect(warnings).toEqual([expect.stringContaining('W3C Baggage')]);
  });

  it('hold for what setBaggage adds, which comes last', async () => {
    const warnings = await warningsOf(() =>
      runUseCase('u', () => {
        for (let i = 0; i < 80; i++) setBaggage(`own.${i}`, 'v');
        const members = sent(ours);
        expect(Object.keys(members)).toHaveLength(64);
        expect(members).toMatchObject({ 'botanu.run_id': getRunId(), 'botanu.use_case': 'u' });
      }),
    );
    expect(warnings).toHaveLength(1);
  });

  it('count bytes as they are on the wire, percent-encoded', async () => {
    const { members, warnings } = await filled({ 'their.text': 'é'.repeat(1_345) });
    expect(bytes(members)).toBeLessThanOrEqual(8_192);
    expect(members).toHaveProperty(['botanu.run_id']);
    expect(members).not.toHaveProperty(['botanu.workflow']);
    expect(warnings).toHaveLength(1);
  });

  it('say nothing where all fits', async () => {
    const { members, warnings } = await filled(others(60, 50));
    expect(Object.keys(members)).toHaveLength(64);
    expect(warnings).toEqual([]);
  });
});

describe('setBaggage', () => {
  it('is seen by getBaggage for the rest of the run, also after an await and in what it calls', async () => {
    await runUseCase('u', async () => {
      await (async () => {
        await Promise.resolve();
        setBaggage('app.experiment', 'b');
      })();
      expect(getBaggage('app.experiment')).toBe('b');
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(await (async () => getBaggage('app.experiment'))()).toBe('b');
      setBaggage('app.experiment', 'c');
      expect(getBaggage('app.experiment')).toBe('c');
    });
    expect(getBaggage('app.experiment')).toBeUndefined();
  });

  it('goes onward through BotanuPropagator, and not through a stock one', () => {
    runUseCase('u', () => {
      setBaggage('app.experiment', 'b');
      expect(sent(ours)).toMatchObject({ 'app.experiment': 'b', 'botanu.use_case': 'u' });
      expect(sent(stock)).not.toHaveProperty(['app.experiment']);
    });
  });

  it('wins over a member of the same name', () => {
    withBaggage({ 'app.experiment': 'a', 'app.other': 'kept' }, () =>
      runUseCase('u', () => {
        setBaggage('app.experiment', 'b');
        expect(getBaggage('app.experiment')).toBe('b');
        expect(sent(ours)).toMatchObject({ 'app.experiment': 'b', 'app.other': 'kept' });
      }),
    );
  });

  it('reaches the runs that begin inside later on, and does not come back from them', () => {
    runUseCase('outer', () => {
      setBaggage('app.experiment', 'b');
      runUseCase('inner', () => {
        expect(getBaggage('app.experiment')).toBe('b');
        expect(sent(ours)).toMatchObject({ 'app.experiment': 'b', 'botanu.use_case': 'inner' });
        setBaggage('app.inner', 'i');
      });
      expect(getBaggage('app.inner')).toBeUndefined();
    });
  });

  it('works in the run of a peer, and goes onward from it', () => {
    const headers: Record<string, string> = {};
    runUseCase('u', () => stock.inject(context.active(), headers, defaultTextMapSetter));
    withRunContext(headers, () => {
      setBaggage('app.experiment', 'b');
      expect(getBaggage('app.experiment')).toBe('b');
      expect(sent(ours)).toMatchObject({ 'app.experiment': 'b', 'botanu.use_case': 'u' });
    });
  });

  it('never mixes between parallel runs', async () => {
    const seen = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        runUseCase(`u${i}`, async () => {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
          setBaggage('app.number', String(i));
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
          return [getBaggage('app.number'), sent(ours)['app.number'], sent(ours)['botanu.use_case']];
        }),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => [String(i), String(i), `u${i}`]));
  });

  it('outside a run warns, names withBaggage, and does nothing', async () => {
    const warnings = await warningsOf(() => {
      setBaggage('app.experiment', 'b');
      setBaggage('app.experiment', 'c');
      expect(getBaggage('app.experiment')).toBeUndefined();
    });
    expect(warnings).toEqual([expect.stringContaining('withBaggage')]);
  });

  it.each([
    ['app.key', 42],
    ['', 'v'],
    [undefined, 'v'],
    ['app.key', undefined],
  ])('leaves out %p=%p with one warning', async (key, value) => {
    const warnings = await warningsOf(() =>
      runUseCase('u', () => {
        setBaggage(key!, value as string);
        setBaggage(key!, value as string);
        expect(Object.keys(sent(ours))).toEqual(Object.keys(sent(stock)));
      }),
    );
    expect(warnings).toHaveLength(1);
  });
});

describe('getBaggage', () => {
  it("falls back on the run's own value of a botanu key that lean baggage does not carry", () => {
    runUseCase({ useCase: 'u', customerId: 'c' }, (run) => {
      expect(getBaggage('botanu.customer_id')).toBe('c');
      expect(getBaggage('botanu.run_id')).toBe(run.runId);
      expect(getBaggage('botanu.tenant_id')).toBeUndefined();
    });
  });

  it('reads ordinary baggage where there is no run', () => {
    const baggage = propagation.createBaggage({ 'their.key': { value: 'v' } });
    context.with(propagation.setBaggage(ROOT_CONTEXT, baggage), () => {
      expect(getBaggage('their.key')).toBe('v');
      expect(getBaggage('botanu.run_id')).toBeUndefined();
    });
  });
});

describe('withBaggage', () => {
  it('is an ordinary baggage for what it runs, anywhere', async () => {
    const result = await withBaggage({ 'app.a': '1' }, async () => {
      await Promise.resolve();
      return withBaggage({ 'app.b': '2' }, () => {
        expect(sent(stock)).toEqual({ 'app.a': '1', 'app.b': '2' });
        return getBaggage('app.a');
      });
    });
    expect(result).toBe('1');
    expect(propagation.getActiveBaggage()).toBeUndefined();
  });

  it('leaves the run as it is', () => {
    runUseCase('u', (run) => {
      withBaggage({ 'app.a': '1' }, () => {
        expect(getRunId()).toBe(run.runId);
        expect(getRunContext()).toBe(run.run);
        expect(sent(stock)).toMatchObject({ 'app.a': '1', 'botanu.use_case': 'u' });
      });
      expect(getBaggage('app.a')).toBeUndefined();
    });
  });

  it('gives back what the function gives, sync or thrown', () => {
    expect(withBaggage({}, () => 7)).toBe(7);
    expect(() =>
      withBaggage({}, () => {
        throw new Error('theirs');
      }),
    ).toThrow('theirs');
  });

  it('leaves out what is no string, with one warning', async () => {
    const warnings = await warningsOf(() =>
      withBaggage({ 'app.a': 1 as unknown as string, 'app.b': '2' }, () =>
        expect(sent(stock)).toEqual({ 'app.b': '2' }),
      ),
    );
    expect(warnings).toHaveLength(1);
  });
});
