import { randomBytes } from 'node:crypto';
import { type DataSource } from 'typeorm';
import { Database } from '../../src/kernel/database/index.js';
import { Keyring, KeyringProblem, knowsKeyring, recogniseKeyring } from '../../src/kernel/keyring/index.js';
import { testDataSource } from '../setup/data-source.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { HeldTransaction } from '../setup/held-transaction.js';
import { query } from '../setup/query.js';

type Material = Record<string, Record<number, Buffer>>;

const draw = (): Material => ({ 'spec.one': { 1: randomBytes(32), 2: randomBytes(32) }, 'spec.two': { 1: randomBytes(32) } });

const ring = (material: Material): Keyring => {
  const entries = Object.entries(material).map(
    ([name, keys]) => [name, new Map(Object.entries(keys).map(([version, key]) => [Number(version), key]))] as const,
  );
  return new Keyring(new Map(entries));
};

describe('a database and its keyring', () => {
  let place: TestDatabase;
  let source: DataSource;
  let database: Database;

  beforeAll(async () => {
    place = await createTestDatabase();
    source = await testDataSource(place.serviceUrl, 4);
    database = new Database(source);
  });

  beforeEach(() => query(place.ownerUrl, 'TRUNCATE kernel.keyring_check'));

  afterAll(async () => {
    await source.destroy();
    await place.drop();
  });

  const registered = () => query(place.ownerUrl, 'SELECT purpose, version FROM kernel.keyring_check ORDER BY 1, 2');

  it('become acquainted at the first start', async () => {
    expect(await knowsKeyring(database)).toBe(false);
    await recogniseKeyring(database, ring(draw()));
    expect(await knowsKeyring(database)).toBe(true);
    expect(await registered()).toEqual([
      { purpose: 'spec.one', version: 1 },
      { purpose: 'spec.one', version: 2 },
      { purpose: 'spec.two', version: 1 },
    ]);
  });

  it('know each other at the next start, with a new purpose and a new version too', async () => {
    const material = draw();
    await recogniseKeyring(database, ring(material));
    await recogniseKeyring(database, ring(material));
    const grown = { ...material, 'spec.two': { ...material['spec.two'], 2: randomBytes(32) }, 'spec.new': { 1: randomBytes(32) } };
    await recogniseKeyring(database, ring(grown));
    expect(await registered()).toHaveLength(5);
    await expect(recogniseKeyring(database, ring(material))).rejects.toThrow('2 of the 5 keys');
  });

  const strangers: [string, (material: Material) => Material, string][] = [
    ['another keyring', draw, '3 of the 3 keys'],
    ['a keyring without one version', ({ 'spec.one': one, ...rest }) => ({ ...rest, 'spec.one': { 2: one?.[2] as Buffer } }), '1 of the 3 keys'],
    ['a keyring without one purpose', ({ 'spec.one': one }) => ({ 'spec.one': one as Record<number, Buffer> }), '1 of the 3 keys'],
    ['a keyring with one changed key', (material) => ({ ...material, 'spec.two': { 1: randomBytes(32) } }), '1 of the 3 keys'],
    ['a keyring with two keys exchanged', (material) => ({ ...material, 'spec.two': { 1: material['spec.one']?.[1] as Buffer } }), '1 of the 3 keys'],
  ];

  it.each(strangers)('part: %s is refused and leaves nothing behind', async (_, change, said) => {
    const material = draw();
    await recogniseKeyring(database, ring(material));
    const before = await registered();
    const stranger = { ...change(material), 'spec.added': { 1: randomBytes(32) } };
    const refusal = recogniseKeyring(database, ring(stranger));
    await expect(refusal).rejects.toThrow(said);
    await expect(refusal).rejects.toBeInstanceOf(KeyringProblem);
    expect(await registered()).toEqual(before);
    await recogniseKeyring(database, ring(material));
  });

  it('refuse a keyring that starts while another one is being registered', async () => {
    const held = await HeldTransaction.begin(place.ownerUrl);
    await held.query(`INSERT INTO kernel.keyring_check VALUES ('spec.two', 1, '\\x00')`);
    const second = recogniseKeyring(database, ring(draw()));
    second.catch(() => undefined);
    await held.waitedFor();
    await held.commit();
    await expect(second).rejects.toThrow(KeyringProblem);
    expect(await registered()).toEqual([{ purpose: 'spec.two', version: 1 }]);
  });

  it('let two instances with the same keyring start at once', async () => {
    const material = draw();
    await Promise.all(Array.from({ length: 4 }, () => recogniseKeyring(database, ring(material))));
    expect(await registered()).toHaveLength(3);
  });
});
