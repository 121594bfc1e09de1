import { KilledLedger } from './killed-ledger';

it('loses no acknowledged span and counts none twice when writers and readers are killed', async () => {
  const ledger = new KilledLedger();
  try {
    for (const writerMs of [100, 300, 500]) {
      await ledger.round(writerMs, [writerMs / 2, writerMs / 3]);
      await ledger.rearrange(writerMs / 3);
      await ledger.import(writerMs / 3);
      const { acknowledged, ...state } = await ledger.state();
      expect(acknowledged).toBeGreaterThan(0);
      expect(state).toMatchObject({ lost: 0, countedTwice: 0, costsOfNone: 0 });
      expect(state.spans).toBeGreaterThanOrEqual(acknowledged);
    }
    await ledger.deleteOldest();
    expect(await ledger.state()).toMatchObject({ lost: 0, countedTwice: 0, costsOfNone: 0 });
    const [cached, anew] = await ledger.answers();
    expect(cached).toEqual(anew);
  } finally {
    ledger.remove();
  }
}, 120_000);
