import fc from 'fast-check';
import { type CodeKind, formatCode, parseCode } from './card-code.js';

const KINDS: CodeKind[] = ['card', 'slip'];
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*~$=';
const secrets = fc.uint8Array({ minLength: 16, maxLength: 16, size: 'max' });

/** Crockford's rule of reading, written again: which signs are the same to a reader. */
const asRead = (sign: string) => ({ O: '0', I: '1', L: '1' })[sign] ?? sign;
const bare = (code: string) => code.replace(/-/g, '');
const read = (kind: CodeKind, text: string) => {
  const secret = parseCode(kind, text);
  return secret && [...secret];
};

describe('a code', () => {
  it('comes back from what is printed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), secrets, (kind, secret) => {
        expect(read(kind, formatCode(kind, secret))).toEqual([...secret]);
      }),
      { numRuns: 500 },
    );
  });

  it('has a prefix, 26 characters and a check character, in groups of four', () => {
    const sign = '[0-9A-HJKMNP-TV-Z]';
    const form = new RegExp(`^C-(${sign}{4}-){6}${sign}{2}[0-9A-HJKMNP-TV-Z*~$=U]$`);
    fc.assert(fc.property(secrets, (secret) => expect(formatCode('card', secret)).toMatch(form)));
  });

  // Worked out with Python: divmod by 32 and 37 over int.from_bytes(secret, 'big').
  it.each([
    [new Uint8Array(16), 'C-0000-0000-0000-0000-0000-0000-000'],
    [new Uint8Array(16).fill(255), 'C-7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZ*'],
    [Uint8Array.from({ length: 16 }, (_, place) => place), 'C-0004-1061-050R-3GG2-8A1C-60T3-GF6'],
    [new Uint8Array(16).fill(0).with(15, 36), 'C-0000-0000-0000-0000-0000-0000-14U'],
  ])('is the one of another implementation', (secret, code) => {
    expect(formatCode('card', secret)).toBe(code);
    expect(read('card', code)).toEqual([...secret]);
  });

  it('is made of 16 bytes and of no other number', () => {
    for (const length of [0, 15, 17]) expect(() => formatCode('card', new Uint8Array(length))).toThrow(RangeError);
  });
});

describe('reading a code', () => {
  it('does not mind case, separators and letters that look like digits', () => {
    fc.assert(
      fc.property(secrets, fc.infiniteStream(fc.constantFrom('', ' ', '-', '–', '—', '_', '.', '\t')), fc.infiniteStream(fc.nat(2)), (secret, gaps, choices) => {
        const typed = [...bare(formatCode('slip', secret))]
          .map((sign, place) => {
            const choice = choices.next().value as number;
            if (place === 0) return sign;
            if (sign === '0') return ['0', 'o', 'O'][choice];
            if (sign === '1') return ['1', 'i', 'L'][choice];
            return choice === 0 ? sign.toLowerCase() : sign;
          })
          .map((sign) => (gaps.next().value as string) + sign)
          .join('');
        if (typed.length <= 128) expect(read('slip', typed)).toEqual([...secret]);
      }),
      { numRuns: 300 },
    );
  });

  it('notices every wrong character', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const code = bare(formatCode('card', secret));
        for (let place = 1; place < code.length; place += 1) {
          for (const sign of SIGNS) {
            const typed = code.slice(0, place) + sign + code.slice(place + 1);
            const same = asRead(sign) === code[place];
            expect(read('card', typed)).toEqual(same ? [...secret] : null);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('notices every two neighbours exchanged', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const code = bare(formatCode('card', secret));
        for (let place = 0; place + 1 < code.length; place += 1) {
          const typed = code.slice(0, place) + code.slice(place + 1, place + 2) + code.slice(place, place + 1) + code.slice(place + 2);
          expect(read('card', typed)).toEqual(typed === code ? [...secret] : null);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('notices a character too many or too few', () => {
    const code = bare(formatCode('card', Uint8Array.from({ length: 16 }, (_, place) => place * 7)));
    for (let place = 0; place < code.length; place += 1) {
      expect(parseCode('card', code.slice(0, place) + code.slice(place + 1))).toBeNull();
      expect(parseCode('card', code.slice(0, place) + '0' + code.slice(place))).toBeNull();
    }
  });

  it("never takes one kind for the other", () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        expect(parseCode('slip', formatCode('card', secret))).toBeNull();
        expect(parseCode('card', formatCode('slip', secret))).toBeNull();
        expect(parseCode('card', formatCode('card', secret).slice(2))).toBeNull();
      }),
    );
  });

  it('refuses numbers beyond 128 bits, with the check character that would fit', () => {
    // 2 ** 128 leaves 33 when divided by 37, and the check character for 33 is a tilde.
    expect((2n ** 128n) % 37n).toBe(33n);
    expect(parseCode('card', `C8${'0'.repeat(25)}~`)).toBeNull();
  });

  it.each(['', 'C', 'C-', '-'.repeat(128), 'C-0000-0000-0000-0000-0000-0000-00U', 'C-0000-0000-0000-0000-0000-0000-0000', '\0', 'C-😀'])(
    'refuses %j',
    (typed) => expect(parseCode('card', typed)).toBeNull(),
  );

  it('refuses anything of a hostile length before it works on it', () => {
    const replace = jest.spyOn(String.prototype, 'replace');
    const code = formatCode('card', new Uint8Array(16));
    expect(parseCode('card', ' '.repeat(128 - code.length) + code)).not.toBeNull();
    replace.mockClear();
    expect(parseCode('card', ' '.repeat(129 - code.length) + code)).toBeNull();
    expect(parseCode('card', '-'.repeat(5_000_000))).toBeNull();
    expect(replace).not.toHaveBeenCalled();
    replace.mockRestore();
  });
});
