import { passesLuhn } from '../../src/kernel/check-digits/luhn.js';
import { KeyringProblem } from '../../src/kernel/keyring/index.js';
import { systemRandomness } from '../../src/kernel/randomness/randomness.js';
import { CardKeys } from '../../src/modules/cards/card-keys.js';
import { parseCode } from '../../src/modules/cards/domain/card-code.js';
import { createCore, type TestCore } from '../setup/core.js';
import { clerk, codeOf, drawKeys, dump, keyringOf, ticket } from '../setup/kernel.js';
import { byCard, bySlip, Counter } from './counter.js';

describe('issuing a card', () => {
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore();
    counter = new Counter(core);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  afterEach(() => jest.restoreAllMocks());

  const counts = async () => [
    await counter.count('cards.card'),
    await counter.count('links.link'),
    await counter.count('audit.entry'),
    await counter.count('kernel.idempotency'),
  ];

  it('writes one card, its links, one entry and one answer, and nothing else', async () => {
    const before = await dump(core.place.ownerUrl);
    const card = await counter.issue();
    expect(await counts()).toEqual([1, 3, 1, 1]);
    const after = await dump(core.place.ownerUrl);
    const touched = Object.keys(after).filter((name) => after[name]?.join() !== before[name]?.join());
    expect(touched).toEqual(['audit.entry', 'cards.card', 'kernel.idempotency', 'links.link']);
    expect(card).toMatchObject({ category: 'standard', validThrough: '2031-06' });
    expect(passesLuhn(card.cardNumber) && card.cardNumber.startsWith('9840')).toBe(true);
    expect(card.services.map(({ service, token }) => `${service} ${token}`)).toEqual([
      expect.stringMatching(/^transit 16\d{14}$/),
      expect.stringMatching(/^library 29840\d{9}$/),
      expect.stringMatching(/^prescription CK[2-9A-HJKMNP-Z]{12}$/),
    ]);
    const [, library, prescription] = card.services;
    expect(library?.symbology).toBe('codabar');
    expect(prescription?.printed).toEqual({ rxBin: '004682', rxPcn: 'CITYKEY', rxGroup: 'CITYKEY', rxId: prescription?.token });
  });

  it('opens the services that were asked for, or none', async () => {
    expect((await counter.issue({ services: ['library'] })).services.map(({ service }) => service)).toEqual(['library']);
    expect((await counter.issue({ services: [] })).services).toEqual([]);
    expect(await counts()).toEqual([2, 1, 2, 2]);
  });

  it('writes down what was done and not for whom', async () => {
    await counter.issue({}, clerk(ticket(), 'clerk 7'));
    const [entry] = await counter.rows('SELECT actor_kind, actor, role, act, reason, outcome, day, length(subject) AS subject FROM audit.entry');
    expect(entry).toEqual({ actor_kind: 'staff', actor: 'clerk 7', role: 'clerk', act: 'card.issue', reason: null, outcome: 'done', day: '2026-06-15', subject: 32 });
  });

  describe('keeps apart', () => {
    /** Every table but those named, as text in which an id would be seen in any spelling. */
    const elsewhere = async (...except: string[]) => {
      const whole = await dump(core.place.ownerUrl);
      return JSON.stringify(Object.entries(whole).filter(([name]) => !except.includes(name)));
    };
    const names = (text: string, id: string) => {
      const hex = id.replace(/-/g, '');
      const spellings = [id, hex, Buffer.from(id).toString('hex'), Buffer.from(hex, 'hex').toString('base64').slice(0, 21)];
      return spellings.some((spelling) => text.includes(spelling));
    };

    it('a card and its links: no column anywhere names the other side', async () => {
      await counter.issue();
      const [card] = await counter.rows('SELECT id FROM cards.card');
      const links = await counter.rows('SELECT id FROM links.link');
      expect(names(await elsewhere('cards.card'), String(card?.id))).toBe(false);
      for (const { id } of links) expect(names(await elsewhere('links.link'), String(id))).toBe(false);
      // Were it so, it would be seen.
      await counter.rows(`UPDATE links.link SET sealed_reference = decode(replace($1, '-', ''), 'hex') WHERE service = 'library'`, String(card?.id));
      expect(names(await elsewhere('cards.card'), String(card?.id))).toBe(true);
    });

    it('the numbers and codes it gave out, which are nowhere', async () => {
      const card = await counter.issue();
      const text = await elsewhere();
      const secrets = [card.cardNumber, card.cardCode, card.slipCode, ...card.services.map(({ token }) => String(token))];
      const codes = [parseCode('card', card.cardCode), parseCode('slip', card.slipCode)].map((code) => Buffer.from(code ?? []));
      const spellings = [...secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('hex')]), ...codes.map((code) => code.toString('hex'))];
      expect(spellings.filter((spelling) => text.includes(spelling))).toEqual([]);
    });

    it('the columns that two partners could compare: every value is another one', async () => {
      await counter.issue();
      const rows = await counter.rows('SELECT id, token_index, sealed_token FROM links.link');
      const values = rows.flatMap((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : String(value))));
      expect(new Set(values).size).toBe(9);
    });
  });

  describe('seals the set of links', () => {
    it('so that card and slip open the same', async () => {
      const card = await counter.issue();
      const [withCard, withSlip] = [await counter.lookUp(byCard(card)), await counter.lookUp(bySlip(card))];
      expect(withSlip).toEqual(withCard);
      expect(withCard.services.map(({ service, token }) => [service, token])).toEqual(
        [...card.services].sort((a, b) => (a.service < b.service ? -1 : 1)).map(({ service, token }) => [service, token]),
      );
    });

    it('so that the keyring and the database alone do not open it', async () => {
      const card = await counter.issue();
      const [row] = await counter.rows('SELECT id, key_for_code, key_for_slip, sealed_links FROM cards.card');
      const { id, key_for_code, sealed_links } = row as { id: string; key_for_code: Buffer; sealed_links: Buffer };
      const keys = new CardKeys(core.keyring);
      const code = parseCode('card', card.cardCode) as Uint8Array;
      const cardKey = keys.unwrap(id, 'card', code, key_for_code);
      expect(keys.openLinks(id, cardKey, sealed_links)).toHaveLength(3);
      for (const wrong of [new Uint8Array(16), parseCode('slip', card.slipCode) as Uint8Array]) {
        expect(() => keys.unwrap(id, 'card', wrong, key_for_code)).toThrow(KeyringProblem);
      }
      expect(() => keys.unwrap(id, 'slip', code, key_for_code)).toThrow(KeyringProblem);
      const names = core.keyring.checkValues().map(({ purpose }) => purpose);
      for (const name of names) expect(() => keys.openLinks(id, core.keyring.secret({ name }), sealed_links)).toThrow(KeyringProblem);
      const other = new CardKeys(keyringOf(drawKeys()));
      expect(() => other.unwrap(id, 'card', code, key_for_code)).toThrow(KeyringProblem);
    });

    it('in one size, whatever the card opens', async () => {
      for (const services of [[], ['library'], ['library', 'transit', 'prescription']] as const) await counter.issue({ services });
      expect(await counter.rows('SELECT DISTINCT length(sealed_links) AS size, length(key_for_code), length(key_for_slip) FROM cards.card')).toHaveLength(1);
    });
  });

  describe('refused', () => {
    const refused = async (order: Parameters<Counter['issue']>[0]) => {
      const before = await dump(core.place.ownerUrl);
      const code = await codeOf(counter.issue(order));
      expect(await dump(core.place.ownerUrl)).toEqual(before);
      return code;
    };

    it.each([
      ['a month that is over', { validThrough: '2026-05' }, 'card.valid_through_not_allowed'],
      ['a month beyond the category', { validThrough: '2031-07' }, 'card.valid_through_not_allowed'],
      ['never for a standard card', { validThrough: 'never' }, 'card.valid_through_not_allowed'],
      ['a chip for a card without transit', { services: ['library'], adopt: { transit: '1234567890123456' } }, 'adopt.without_service'],
      ['a library number for a card without it', { services: ['transit'], adopt: { library: 'D123456789' } }, 'adopt.without_service'],
    ] as const)('%s, and nothing is left', async (_, order, code) => {
      expect(await refused(order)).toBe(code);
    });
  });

  describe('when something drawn exists already', () => {
    const really = { ...systemRandomness };

    /** Every draw of that length is the same one so many times, and random afterwards. */
    const sameText = (length: number, times: number) => {
      let left = times;
      jest.spyOn(systemRandomness, 'text').mockImplementation((wanted, alphabet) =>
        wanted === length && left-- > 0 ? (alphabet[3] as string).repeat(length) : really.text(wanted, alphabet),
      );
    };

    it.each([
      ['the number', 11],
      ['the library barcode', 8],
      ['the transit token', 13],
      ['the member id', 12],
    ])('draws %s again', async (_, length) => {
      sameText(length, 3);
      const cards = [await counter.issue(), await counter.issue(), await counter.issue()];
      expect(new Set(cards.map(({ cardNumber }) => cardNumber)).size).toBe(3);
      expect(new Set(cards.flatMap(({ services }) => services.map(({ token }) => token))).size).toBe(9);
      expect(await counts()).toEqual([3, 9, 3, 3]);
      for (const card of cards) expect((await counter.lookUp(byCard(card))).services).toHaveLength(3);
    });

    it('draws the code again', async () => {
      let left = 3;
      jest.spyOn(systemRandomness, 'bytes').mockImplementation((count) => (left-- > 0 ? new Uint8Array(count) : really.bytes(count)));
      const [one, two] = [await counter.issue(), await counter.issue()];
      expect(one.cardCode).not.toBe(two.cardCode);
      expect((await counter.lookUp(byCard(one))).services).not.toEqual((await counter.lookUp(byCard(two))).services);
    });

    it('gives up when nothing else is drawn, and leaves nothing', async () => {
      sameText(11, Infinity);
      await counter.issue();
      await expect(counter.issue()).rejects.toMatchObject({ code: '23505' });
      expect(await counts()).toEqual([1, 3, 1, 1]);
    });

    it('knows a number that was given out under an older key', async () => {
      const keys = drawKeys(2);
      const onlyFirst = Object.fromEntries(Object.entries(keys).map(([name, held]) => [name, { 1: held[1] as Buffer }]));
      const first = await createCore({ keyring: keyringOf(onlyFirst) });
      const then = await createCore({ keyring: keyringOf(keys), place: first.place });
      sameText(11, 2);
      const [old, young] = [await new Counter(first).issue(), await new Counter(then).issue()];
      expect(young.cardNumber).not.toBe(old.cardNumber);
      const later = new Counter(then);
      expect([await later.valid(old.cardNumber), (await later.lookUp(byCard(old))).state, (await later.lookUp(bySlip(old))).services.length]).toEqual([true, 'issued', 3]);
      await then.close();
      await first.close();
    });
  });

  describe('asked for again with the same key', () => {
    it('gives the same card when the month has passed since', async () => {
      const once = ticket();
      const order = { validThrough: '2026-06' };
      const card = await counter.issue(order, clerk(once));
      core.clock.set('2026-07-01T05:00:00Z');
      expect(await codeOf(counter.issue(order))).toBe('card.valid_through_not_allowed');
      expect(await counter.issue(order, clerk(once))).toEqual(card);
      expect(await counter.count('cards.card')).toBe(1);
    });

    it('is told so when the body is another one that would be refused', async () => {
      const once = ticket('{"a":1}');
      await counter.issue({}, clerk(once));
      const other = counter.issue({ validThrough: '2020-01' }, clerk({ ...once, request: '{"a":2}' }));
      expect(await codeOf(other)).toBe('idempotency.key_reused');
    });
  });

  it('refuses a service that nobody runs', async () => {
    const empty = await createCore();
    await new Counter(empty).rows(`DELETE FROM partners.partner WHERE service = 'library'`);
    empty.clock.advance(10);
    expect(await codeOf(new Counter(empty).issue())).toBe('partner.not_configured');
    await empty.close();
  });
});
