import fc from 'fast-check';
import { checksum, clean, decode, encode } from '../../../src/integrations/library/sip2/message.js';
import { viewOf } from '../../../src/integrations/library/sip2/patron-view.js';

const STATUS = `${' '.repeat(14)}00120260310    150000${'0000'.repeat(6)}`;
const ANSWER = `64${STATUS}AOMAIN|AA123|AEJane Doe|BD1 Example Street|BEjane@doe.example|BF555|PB19900101|BLY|CQY|`;
const sealed = (text: string, sequence = '0') => {
  const summed = Buffer.from(`${text}AY${sequence}AZ`, 'latin1');
  return Buffer.concat([summed, Buffer.from(checksum(summed))]);
};

describe('SIP2 messages', () => {
  // Messages with checksums as others have published them: the protocol's own text and developer's guide (3M SIP 2.00),
  // and the tests of Evergreen's SIPServer, FOLIO's edge-sip2 and clients in JavaScript. The first is summed by hand:
  // 0x10000 - (0x39 + 0x37 + 0x41 + 0x5a).
  it.each([
    ['97AZ', 'FEF5'],
    ['96AZ', 'FEF6'],
    ['941AY3AZ', 'FDFA'],
    ['990 402.00AY1AZ', 'FCB4'],
    ['9900401.00AY1AZ', 'FCA5'],
    ['9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZ', 'EC7B'],
    ['6300119980723    091905Y         AOInstitutionID|AAPatronID|BP00001|BQ00005|AY1AZ', 'EA83'],
  ])('sum %s up to and including AZ', (text, sum) => {
    expect(checksum(Buffer.from(text))).toBe(sum);
  });

  it('are written to the byte as a published client writes a login', () => {
    const fields = [['CN', 'LoginUserID'], ['CO', 'LoginPassword'], ['CP', 'LocationCode']] as const;
    expect(encode('9300', fields, 5).toString()).toBe('9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZEC7B');
  });

  it('sums what exceeds 16 bits, and pads', () => {
    expect(checksum(Buffer.alloc(300, 0xff))).toBe('D52C');
    expect(checksum(Buffer.alloc(0))).toBe('0000');
  });

  it('are written with cleaned values, a sequence number and a checksum, or without either', () => {
    expect(encode('9300', [['CN', 'us|er\r\n'], ['CO', 'pä']], null).toString()).toBe('9300CNuser|COp|');
    const line = encode('9300', [['CN', 'user']], 3).toString();
    expect(line).toMatch(/^9300CNuser\|AY3AZ[0-9A-F]{4}$/);
    expect(clean('a|b\r\nc\u00e9')).toBe('abc');
  });

  it('lose names and addresses while they are read', () => {
    const message = decode(sealed(ANSWER), true);
    expect(message).toEqual({ code: '64', fixed: STATUS, fields: { AA: '123', BL: 'Y', CQ: 'Y' }, sequence: '0' });
  });

  it('are read also when dropped values are no ASCII, but not when kept ones are not', () => {
    expect(decode(sealed(ANSWER.replace('Jane', 'J\u00fcrgen')), true)).toMatchObject({ fields: { AA: '123' } });
    expect(decode(sealed(ANSWER.replace('AA123', 'AA12\u00b3')), true)).toBe('shape');
  });

  it('may have a checksum in lower case', () => {
    const line = sealed(ANSWER).toString('latin1');
    expect(decode(Buffer.from(line.slice(0, -4) + line.slice(-4).toLowerCase(), 'latin1'), true)).toMatchObject({ code: '64' });
  });

  it('need a checksum where that was agreed, and a right one everywhere', () => {
    expect(decode(Buffer.from(ANSWER), true)).toBe('checksum');
    expect(decode(Buffer.from(ANSWER), false)).toMatchObject({ code: '64', sequence: null });
    expect(decode(Buffer.from(`${ANSWER}AY0AZ0000`), false)).toBe('checksum');
  });

  it.each(['', '6', '65', `64${STATUS.slice(1)}`, `${ANSWER}AYx`, `${ANSWER}BL`, '24'])('are refused as %j', (text) => {
    expect(decode(Buffer.from(text), false)).toBe('shape');
  });

  it('are never accepted altered or truncated, and never hang or throw', () => {
    const line = sealed(ANSWER);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(line);
        altered[at] = (altered[at]! + change) % 256;
        // A checksum's digits may change their case.
        const same = altered.toString('latin1').toUpperCase() === line.toString('latin1').toUpperCase() && at >= line.length - 4;
        return same || typeof decode(altered, true) === 'string';
      }),
      { seed: 7, numRuns: 2_000 },
    );
    for (let length = 0; length < line.length; length += 1) expect(typeof decode(line.subarray(0, length), true)).toBe('string');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), fc.boolean(), (bytes, checked) => void decode(Buffer.from(bytes), checked)),
      { seed: 7, numRuns: 2_000 },
    );
  });
});

describe('SIP2 messages and what their error detection cannot see', () => {
  const ended = `64YYYY${STATUS.slice(4)}AOMAIN|AA123|AEJane Doe|BLY|PA20250101    235900|AFGreetings|`;
  const view = (message: ReturnType<typeof decode>) => {
    try {
      return typeof message === 'string' ? message : viewOf(message, '2026-03-10');
    } catch {
      return 'unreadable';
    }
  };

  it('without checksums, a line that was cut counts only where a field ended, and then as it stands', () => {
    const cuts = Array.from({ length: ended.length }, (_, length) => ended.slice(0, length));
    const taken = cuts.filter((line) => typeof decode(Buffer.from(line), false) === 'object');
    expect(taken.every((line) => line.length === 61 || line.endsWith('|'))).toBe(true);
    // Without the expiry date an ended account looks like one without privileges; it never looks active.
    expect(new Set(cuts.map((line) => JSON.stringify(view(decode(Buffer.from(line), false)))))).toEqual(
      new Set(['"shape"', '"unreadable"', '{"found":true,"state":"suspended"}', '{"found":true,"state":"ended"}']),
    );
  });

  it('with checksums, two changes that cancel each other out: it is a sum', () => {
    const line = sealed(ANSWER);
    const [one, other] = [line.indexOf('123'), line.indexOf('123') + 1];
    const swapped = Buffer.from(line);
    [swapped[one], swapped[other]] = [line[other]!, line[one]!];
    expect(decode(swapped, true)).toMatchObject({ fields: { AA: '213' } });
  });

  it.each<[string, string]>([
    ['separators', '|'.repeat(65_000)],
    ['fields of one kind', 'AA1|'.repeat(16_000)],
    ['sequence marks', 'AY1'.repeat(20_000)],
    ['checksum marks', 'AZ'.repeat(32_000)],
    ['blanks', ' '.repeat(65_000)],
  ])('the longest line there can be, of %s, comes to an end', (_what, rest) => {
    expect(decode(Buffer.from(`64${STATUS}${rest}`), true)).toBe('checksum');
    expect(typeof decode(Buffer.from(`64${STATUS}${rest}`), false)).toBe(rest.endsWith('|') ? 'object' : 'string');
  });
});

describe('what a SIP2 answer says of a patron', () => {
  const view = (flags: string, fields: Record<string, string>) =>
    viewOf({ code: '64', fixed: flags.padEnd(59), fields, sequence: null }, '2026-03-10');

  it.each<[string, string, Record<string, string>, string]>([
    ['healthy', '', { BL: 'Y' }, 'active'],
    ['healthy without recall privileges', '  Y', { BL: 'Y' }, 'active'],
    ['healthy with other marks', '     YYYYYYYYY', { BL: 'Y' }, 'active'],
    ['healthy, with a wrong PIN', '', { BL: 'Y', CQ: 'N' }, 'active'],
    ['without charge privileges', 'Y', { BL: 'Y' }, 'suspended'],
    ['without renewal privileges', ' Y', { BL: 'Y' }, 'suspended'],
    ['without hold privileges', '   Y', { BL: 'Y' }, 'suspended'],
    ['reported lost', '    Y', { BL: 'Y' }, 'suspended'],
    ['expired yesterday', 'YYYY', { BL: 'Y', PA: '20260309    235900' }, 'ended'],
    ['expiring today', '', { BL: 'Y', PA: '20260310' }, 'active'],
  ])('%s', (_name, flags, fields, state) => {
    expect(view(flags, fields)).toEqual({ found: true, state });
  });

  it('unknown is BLN, and no BL is no answer', () => {
    expect(view('YYYY', { BL: 'N', CQ: 'N' })).toEqual({ found: false });
    expect(() => view('', {})).toThrow('unreadable_answer');
  });
});
