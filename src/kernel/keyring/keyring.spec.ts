import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { Keyring, KeyringProblem, openWith, sealWith } from './keyring.js';
import { declaredPurposes, definePurpose } from './purposes.js';

const NOTES = definePurpose('spec.notes');
const OTHER = definePurpose('spec.other');

const keyOf = (fill: number) => Buffer.alloc(32, fill);
const ringOf = (notes: Record<number, number>) =>
  new Keyring(
    new Map([
      ['spec.notes', new Map(Object.entries(notes).map(([version, fill]) => [Number(version), keyOf(fill)]))],
      ['spec.other', new Map([[1, keyOf(9)]])],
    ]),
  );

describe('a seal', () => {
  const ring = ringOf({ 1: 1 });

  it('opens to what was sealed, whatever the bytes and the context', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), fc.string(), (plain, context) => {
        expect([...ring.open(NOTES, ring.seal(NOTES, plain, context), context)]).toEqual([...plain]);
      }),
    );
  });

  it('says the same thing differently every time', () => {
    const seals = Array.from({ length: 50 }, () => ring.seal(NOTES, Buffer.from('same'), 'here').toString('hex'));
    expect(new Set(seals).size).toBe(50);
  });

  it('never takes a nonce twice', () => {
    const nonces = Array.from({ length: 1_000 }, () => sealWith(keyOf(1), Buffer.of(0), 'here').toString('hex', 0, 12));
    expect(new Set(nonces).size).toBe(1_000);
  });

  it('does not open in another context', () => {
    const sealed = ring.seal(NOTES, Buffer.from('token'), 'link 1');
    expect(() => ring.open(NOTES, sealed, 'link 2')).toThrow(KeyringProblem);
    expect(() => ring.open(NOTES, sealed, '')).toThrow(KeyringProblem);
  });

  it('does not open for another purpose or under another key', () => {
    const sealed = ring.seal(NOTES, Buffer.from('token'), 'x');
    expect(() => ring.open(OTHER, sealed, 'x')).toThrow(KeyringProblem);
    expect(() => ringOf({ 1: 2 }).open(NOTES, sealed, 'x')).toThrow(KeyringProblem);
  });

  it('does not open with any one bit flipped', () => {
    const sealed = ring.seal(NOTES, Buffer.from('a note of some length'), 'x');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const damaged = Buffer.from(sealed);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => ring.open(NOTES, damaged, 'x')).toThrow(KeyringProblem);
    }
  });

  it('does not open when it is cut short or lengthened', () => {
    const sealed = ring.seal(NOTES, Buffer.from('a note'), 'x');
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => ring.open(NOTES, sealed.subarray(0, length), 'x')).toThrow(KeyringProblem);
    }
    expect(() => ring.open(NOTES, Buffer.concat([sealed, Buffer.of(0)]), 'x')).toThrow(KeyringProblem);
  });

  it('under a key of the caller opens only with that key and context', () => {
    const sealed = sealWith(keyOf(3), Buffer.from('links'), 'card 1');
    expect(openWith(keyOf(3), sealed, 'card 1').toString()).toBe('links');
    expect(() => openWith(keyOf(4), sealed, 'card 1')).toThrow(KeyringProblem);
    expect(() => openWith(keyOf(3), sealed, 'card 2')).toThrow(KeyringProblem);
  });

  it('never names what it could not open', () => {
    const sealed = ring.seal(NOTES, Buffer.from('29840000000014'), 'x');
    expect(() => ring.open(NOTES, sealed, 'other')).toThrow('Sealed bytes do not belong to this key and context.');
  });
});

describe('versions of a key', () => {
  const old = ringOf({ 1: 1 });
  const both = ringOf({ 1: 1, 2: 2 });
  const fresh = ringOf({ 2: 2 });

  it('are listed newest first, by number', () => {
    expect(ringOf({ 2: 2, 10: 3, 1: 1 }).versions(NOTES)).toEqual([10, 2, 1]);
  });

  it('are written with under the newest', () => {
    expect(both.index(NOTES, 'value')).toEqual({ version: 2, index: fresh.index(NOTES, 'value').index });
    expect(both.seal(NOTES, Buffer.from('x'), 'c')[0]).toBe(2);
    expect(fresh.open(NOTES, both.seal(NOTES, Buffer.from('x'), 'c'), 'c').toString()).toBe('x');
  });

  it('are looked up under all, newest first', () => {
    expect(both.indexes(NOTES, 'value')).toEqual([fresh.index(NOTES, 'value').index, old.index(NOTES, 'value').index]);
  });

  it('still open what an older one sealed, until it is gone', () => {
    const sealed = old.seal(NOTES, Buffer.from('x'), 'c');
    expect(both.open(NOTES, sealed, 'c').toString()).toBe('x');
    expect(() => fresh.open(NOTES, sealed, 'c')).toThrow('The keyring has no version 1 of spec.notes.');
  });
});

describe('a blind index', () => {
  const ring = ringOf({ 1: 1 });

  it('is the same for the same value, and another for another value, purpose or key', () => {
    const { index } = ring.index(NOTES, '9840');
    expect(ring.index(NOTES, '9840').index).toEqual(index);
    expect(ring.index(NOTES, Buffer.from('9840')).index).toEqual(index);
    for (const other of [ring.index(NOTES, '9841'), ring.index(OTHER, '9840'), ringOf({ 1: 2 }).index(NOTES, '9840')]) {
      expect(other.index).not.toEqual(index);
    }
  });

  // RFC 4231, test case 2, needs a short key; so the value comes from another implementation: openssl dgst -sha256 -mac HMAC.
  it('is HMAC-SHA-256', () => {
    expect(ringOf({ 1: 0 }).index(NOTES, '').index.toString('hex')).toBe(
      'b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad',
    );
  });
});

describe('a derived key', () => {
  const ring = ringOf({ 1: 1, 2: 2 });
  const secret = Buffer.from('sixteen bytes...');

  it('takes the secret, our key and the context, each of them', () => {
    const key = ring.derive(NOTES, secret, 'card');
    expect(key).toHaveLength(32);
    expect(ring.derive(NOTES, secret, 'card')).toEqual(key);
    expect(ring.derive(NOTES, Buffer.from('sixteen bytes..!'), 'card')).not.toEqual(key);
    expect(ringOf({ 2: 3 }).derive(NOTES, secret, 'card')).not.toEqual(key);
    expect(ring.derive(NOTES, secret, 'slip')).not.toEqual(key);
    expect(ring.derive(OTHER, secret, 'card')).not.toEqual(key);
  });

  it('comes from the newest version, or from the one asked for', () => {
    const under = (fill: number) => Buffer.from(hkdfSync('sha256', secret, keyOf(fill), 'card', 32));
    expect(ring.derive(NOTES, secret, 'card')).toEqual(under(2));
    expect(ring.derive(NOTES, secret, 'card', 1)).toEqual(under(1));
  });
});

describe('a keyring without a key', () => {
  it('says which is missing', () => {
    const ring = new Keyring(new Map([['spec.notes', new Map()]]));
    expect(ring.missing()).toEqual(['spec.notes', 'spec.other']);
    expect(() => ring.index(OTHER, 'x')).toThrow('The keyring has no key for spec.other.');
    expect(() => ring.index(NOTES, 'x')).toThrow('The keyring has no key for spec.notes.');
  });

  it('knows every purpose by a name of its own', () => {
    expect(() => definePurpose('spec.notes')).toThrow('declared twice');
    expect(declaredPurposes().map(({ name }) => name)).toEqual(['spec.notes', 'spec.other']);
  });
});

describe('check values', () => {
  it('tell keys apart without being keys', () => {
    const values = ringOf({ 1: 1, 2: 2 }).checkValues();
    expect(values.map(({ purpose, version }) => `${purpose} ${version}`)).toEqual(['spec.notes 1', 'spec.notes 2', 'spec.other 1']);
    expect(new Set(values.map(({ check }) => check.toString('hex'))).size).toBe(3);
    for (const { check } of values) {
      expect(check).toHaveLength(16);
      expect([keyOf(1), keyOf(2), keyOf(9)].some((key) => key.includes(check))).toBe(false);
    }
  });
});
