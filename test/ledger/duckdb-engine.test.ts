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
