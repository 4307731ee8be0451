import { TokenBlock } from './token-block.js';

describe('tokens of a block', () => {
  const tokens = ['16', 'A-1', '7'];
  const block = new TokenBlock(Buffer.from(tokens.map((token) => `${token}\n`).join('')));

  it.each([[[0, 1, 2]], [[2, 0, 1]], [[1, 1]]])('are found by their lines, %j', (lines) => {
    expect(lines.map((line) => block.of(line))).toEqual(lines.map((line) => tokens[line]));
  });

  it('are no others', () => {
    expect([block.of(3), block.of(9), block.of(0)]).toEqual(['', '', '16']);
    expect(new TokenBlock(Buffer.alloc(0)).of(0)).toBe('');
  });
});
