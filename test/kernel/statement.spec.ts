import { compose, type Statement } from '../../src/kernel/database/index.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';
import { query } from '../setup/query.js';

const part = (name: string, text: string, values: unknown[] = []): Statement => ({ name, text, values });

describe('compose', () => {
  it('renumbers parameters, also beyond nine', () => {
    const many = Array.from({ length: 11 }, (_, place) => `$${place + 1}`);
    const whole = compose([
      part('two', 'INSERT INTO a VALUES ($2, $1, $2)', ['x', 'y']),
      part('none', 'DELETE FROM b'),
      part('ten', `INSERT INTO c VALUES (${many.join(', ')}, $1)`, Array.from({ length: 11 }, (_, place) => place)),
    ]);
    expect(whole).toEqual({
      name: 'two+none+ten',
      text:
        'WITH part2 AS (INSERT INTO c VALUES ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $3)),\n' +
        'part1 AS (DELETE FROM b),\npart0 AS (INSERT INTO a VALUES ($2, $1, $2))\nSELECT 1',
      values: ['x', 'y', 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    });
  });

  it('gives the same text with new values the next time', () => {
    const [one, other] = ['a', 'b'].map((value) => compose([part('again', 'INSERT INTO a VALUES ($1)', [value])]));
    expect(other?.text).toBe(one?.text);
    expect(other?.values).toEqual(['b']);
  });

  it('of one part is that part: the name keeps standing for one text', () => {
    const alone = part('alone', 'INSERT INTO a VALUES ($1)', ['a']);
    expect(compose([alone])).toEqual(alone);
  });

  it('refuses a name that stands for two texts', () => {
    compose([part('first', 'DELETE FROM a'), part('second', 'DELETE FROM b')]);
    expect(() => compose([part('first', 'DELETE FROM a'), part('second', 'DELETE FROM c')])).toThrow(
      'statement name second stands for two texts',
    );
  });

  it('refuses names that the server would cut off and mix up', () => {
    expect(() => compose([part('x'.repeat(40), 'DELETE FROM a'), part('y'.repeat(40), 'DELETE FROM b')])).toThrow('too long');
  });

  describe('on a server', () => {
    let place: TestDatabase;

    beforeAll(async () => {
      place = await createTestDatabase();
      await query(place.ownerUrl, 'CREATE TABLE public.pair (a int PRIMARY KEY, b text, place serial)');
    });

    afterAll(() => place.drop());

    const run = ({ text, values }: Statement) => query(place.ownerUrl, text, [...values]);
    const insert = (a: number, b: string) => part('pair-insert', 'INSERT INTO public.pair (a, b) VALUES ($1, $2)', [a, b]);

    it('runs every part in its turn, each with its own values', async () => {
      await run(compose([insert(1, 'one'), insert(9, 'nine'), insert(2, 'two')]));
      expect(await query(place.ownerUrl, 'SELECT a, b FROM public.pair ORDER BY place')).toEqual([
        { a: 1, b: 'one' },
        { a: 9, b: 'nine' },
        { a: 2, b: 'two' },
      ]);
    });

    it('leaves nothing when one part fails', async () => {
      await expect(run(compose([insert(3, 'three'), insert(1, 'again')]))).rejects.toThrow('pair_pkey');
      expect(await query(place.ownerUrl, 'SELECT * FROM public.pair WHERE a = 3')).toEqual([]);
    });
  });
});
