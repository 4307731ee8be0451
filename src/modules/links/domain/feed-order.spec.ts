import fc from 'fast-check';
import { type Change, changesToTell, type Publishable, shuffled } from './feed-order.js';

interface Link extends Publishable {
  readonly token: string;
}

const link = (id: string, state: Link['state'], told: Link['told'], replaces: string | null = null, token = id): Link => ({ id, state, told, replaces, token });
const sameToken = (one: Link, other: Link) => one.token === other.token;
const first = () => 0;
const tell = (links: readonly Link[], below: (count: number) => number = first) =>
  changesToTell(links, below, sameToken).map(({ linkId, state, first: isFirst }: Change) => `${linkId} ${state}${isFirst ? ' first' : ''}`);

describe('what a partner is told', () => {
  it('is what it has not been told yet', () => {
    expect(tell([link('a', 'active', null)])).toEqual(['a active first']);
    expect(tell([link('a', 'suspended', null)])).toEqual(['a suspended first']);
    expect(tell([link('a', 'suspended', 'active')])).toEqual(['a suspended']);
    expect(tell([link('a', 'ended', 'suspended')])).toEqual(['a ended']);
    expect(tell([link('a', 'active', 'active')])).toEqual([]);
  });

  it('is nothing of a link that ended before anybody knew of it', () => {
    expect(tell([link('a', 'ended', null), link('b', 'ended', null, 'c'), link('c', 'ended', 'active')])).toEqual(['c ended']);
  });

  it('is the successor before the end of what it replaces, whatever is drawn', () => {
    const pair = [link('old', 'ended', 'active'), link('new', 'active', null, 'old')];
    for (const draw of [first, (count: number) => count - 1]) {
      expect(tell(pair, draw)).toEqual(['new active first', 'old ended']);
    }
  });

  it('is no end of a token that goes on under another link', () => {
    const kept = [link('old', 'ended', 'active', null, 'D123'), link('new', 'active', null, 'old', 'D123')];
    expect(tell(kept)).toEqual(['new active first']);
    const gone = [link('old', 'ended', 'active', null, 'D123'), link('new', 'ended', null, 'old', 'D123')];
    expect(tell(gone)).toEqual(['old ended']);
  });

  it('has every link once, whatever the pairs and draws', () => {
    const chains = fc.array(fc.nat({ max: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(chains, fc.infiniteStream(fc.nat()), (lengths, draws) => {
        const links = lengths.flatMap((length, chain) =>
          Array.from({ length: length + 1 }, (_, age) =>
            link(`${chain}.${age}`, age === length ? 'active' : 'ended', age === length ? null : 'active', age === 0 ? null : `${chain}.${age - 1}`)),
        );
        const told = changesToTell(links, (count) => (draws.next().value as number) % count, sameToken).map(({ linkId }) => linkId);
        expect([...told].sort()).toEqual(links.map(({ id }) => id).sort());
        for (const { id, replaces } of links) if (replaces !== null) expect(told.indexOf(id)).toBeLessThan(told.indexOf(replaces));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a shuffle', () => {
  it('makes every order equally likely', () => {
    const draws = [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]];
    const orders = draws.map((drawn) => {
      const left = [...drawn];
      return shuffled(['a', 'b', 'c'], () => left.shift() ?? 0).join('');
    });
    expect([...orders].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
  });
});
