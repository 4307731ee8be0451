import fc from 'fast-check';
import { ChipList, type ChipListResult } from './chip-list.js';

function read(text: string, { length = 4, most = 10, pieces = [text] } = {}): ChipListResult {
  const list = new ChipList(length, most);
  for (const piece of pieces) list.take(piece);
  return list.end();
}

describe('a list of chips', () => {
  it.each(['1234\n5678', '1234\n5678\n', '1234\r\n5678\r\n', 'chip\n1234\n5678\n'])('is one identifier in each line: %j', (text) => {
    expect(read(text)).toEqual({ chips: ['1234', '5678'] });
  });

  it.each(['', '\n', 'chip\n', '12345', '123', '12a4', '1234\n\n5678', '1234\n1234', '1234\nchip\n', 'card\n1234', '"1234"', '\u00ef\u00bb\u00bf1234', '1234\r'])(
    'is refused where a line is something else, or twice there: %j',
    (text) => expect(read(text)).toEqual({ problem: 'invalid' }),
  );

  it.each(['1234,9840', '1234;9840', '1234\t9840', '1234 9840', '1234|9840', '1234:9840', '1234/9840', '1234,', 'chip,card\n1234,9840', '1\n1234\n5678,1', '1234\n5678,"x"'])(
    'is refused for its second column whatever else is wrong: %j',
    (text) => expect(read(text)).toEqual({ problem: 'pairs_numbers' }),
  );

  it('has an end', () => {
    expect(read('1111\n2222', { most: 2 })).toEqual({ chips: ['1111', '2222'] });
    expect(read('1111\n2222\n3333', { most: 2 })).toEqual({ problem: 'invalid' });
  });

  it('says the same however it is cut into pieces', () => {
    const text = fc.stringMatching(/^(chip\r?\n)?([0-9]{3,5}[,x]?\r?\n){0,5}[0-9]{0,4}$/);
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 5 }), (whole, cuts) => {
        const places = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, at) => whole.slice(places[at], end));
        expect(read(whole, { pieces })).toEqual(read(whole));
      }),
    );
  });
});
