import { openDuckDb } from '../../src/ledger/duckdb-engine';

const THINGS = { name: 'things', columns: { label: 'text', units: 'integer', price: 'number' } } as const;

describe('the DuckDB engine', () => {
  it('gives back what was appended, null as null', async () => {
    const engine = await openDuckDb();
    await engine.createTable(THINGS);
    await engine.append(THINGS, [
      { label: 'a', units: 1, price: 0.5 },
      { label: null, units: null, price: null },
      { label: 'c', units: 1748865600123456789n, price: 2 },
    ]);
    expect(await engine.query('SELECT * FROM things')).toEqual([
      { label: 'a', units: 1, price: 0.5 },
      { label: null, units: null, price: null },
      { label: 'c', units: 1748865600123456789n, price: 2 },
    ]);
    engine.close();
  });

  it('takes no rows at all', async () => {
    const engine = await openDuckDb();
    await engine.createTable(THINGS);
    await engine.append(THINGS, []);
    expect(await engine.query('SELECT * FROM things')).toEqual([]);
    engine.close();
  });

  it('takes many rows through a batch', async () => {
    const engine = await openDuckDb();
    await engine.createTable(THINGS);
    const batch = engine.newBatch(THINGS);
    for (let i = 0; i < 10_000; i++) batch.add([`"${i}"\n`, i % 2 === 0 ? i : null, i / 8, 'left out']);
    batch.add([null, '1748865600123456789', 1e-9]);
    await engine.execute(`INSERT INTO things SELECT * FROM ${engine.sourceOf(batch)}`);
    batch.discard();
    expect(
      await engine.query('SELECT count(*) AS n, sum(units) AS units FROM things WHERE label IS NOT NULL'),
    ).toEqual([{ n: 10_000, units: 24_995_000 }]);
    expect(await engine.query('SELECT * FROM things WHERE label IS NULL OR label = \'"3"\n\'')).toEqual([
      { label: '"3"\n', units: null, price: 0.375 },
      { label: null, units: 1748865600123456789n, price: 1e-9 },
    ]);
    engine.close();
  });

  it('undoes a transaction that fails', async () => {
    const engine = await openDuckDb();
    await engine.createTable(THINGS);
    const failing = engine.transaction(async () => {
      await engine.append(THINGS, [{ label: 'a', units: 1, price: 1 }]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await engine.query('SELECT * FROM things')).toEqual([]);
    engine.close();
  });

  it('names the command that installs DuckDB when it is missing', async () => {
    jest.resetModules();
    jest.doMock('@duckdb/node-api', () => {
      throw Object.assign(new Error("Cannot find module '@duckdb/node-api'"), { code: 'MODULE_NOT_FOUND' });
    });
    await expect(openDuckDb()).rejects.toMatchObject({
      code: 'PEER_MISSING',
      message: expect.stringContaining('npm install --save-dev @duckdb/node-api'),
    });
    jest.dontMock('@duckdb/node-api');
  });
});
