import { createHmac } from 'node:crypto';
import { CardHistory } from '../../src/modules/cards/card-history.js';
import { CardKeys } from '../../src/modules/cards/card-keys.js';
import { openCard, type Presented } from '../../src/modules/cards/presented.js';
import { SuccessionService } from '../../src/modules/cards/succession.service.js';
import { Counter, byCard, bySlip } from '../cards/counter.js';
import { createCore, type TestCore } from '../setup/core.js';
import { clerk, codeOf, dump, drawKeys, keyringOf, ticket } from '../setup/kernel.js';

const PLACE = 'ward-12/station-3';

describe('the history of a card', () => {
  const keys = drawKeys(2);
  let core: TestCore;
  let counter: Counter;

  beforeAll(async () => {
    core = await createCore({ keyring: keyringOf(keys) });
    counter = new Counter(core);
  });

  beforeEach(() => core.reset());

  afterAll(() => core.close());

  const history = (presented: Presented) => core.get(CardHistory).of(counter.someone(), presented);
  const at = (day: string) => core.clock.set(`${day}T17:00:00Z`);

  it('appears to whoever presents the card or its slip, by day, and without who did it', async () => {
    const [card, other] = [await counter.issue(), await counter.issue()];
    at('2026-06-16');
    await counter.act('suspension', bySlip(card), { ...counter.someone(), account: 'canary-clerk', place: PLACE });
    at('2026-06-17');
    await counter.act('reinstatement', byCard(card));
    await counter.act('suspension', byCard(other));
    const common = { role: 'clerk', outcome: 'done', place: null };
    const entries = await history(byCard(card));
    expect(entries).toEqual([
      { ...common, day: '2026-06-15', act: 'card.issue', reason: null },
      { ...common, day: '2026-06-16', act: 'card.suspension', reason: 'lost', place: PLACE },
      { ...common, day: '2026-06-17', act: 'card.reinstatement', reason: null },
    ]);
    expect(await history(bySlip(card))).toEqual(entries);
    expect(JSON.stringify(entries)).not.toContain('canary');
    expect((await history(byCard(other))).map(({ act }) => act)).toEqual(['card.issue', 'card.suspension']);
  });

  it('goes on when the card is over, and the next card begins its own', async () => {
    const card = await counter.issue();
    at('2026-06-16');
    const next = await core.get(SuccessionService).replace(clerk(ticket()), byCard(card), 'damaged');
    expect((await history(byCard(card))).map(({ act, reason }) => [act, reason])).toEqual([['card.issue', null], ['card.replacement', 'damaged']]);
    expect(await history(byCard(next))).toEqual([]);
  });

  it('does not appear without a card, and asking leaves no trace', async () => {
    const card = await counter.issue();
    await counter.act('revocation', byCard(card));
    const before = await dump(core.place.ownerUrl, 'xmin, xmax');
    await history(byCard(card));
    expect(await dump(core.place.ownerUrl, 'xmin, xmax')).toEqual(before);
    expect(await codeOf(history({ cardCode: 'C-0004-1061-050R-3GG2-8A1C-60T3-GF6' }))).toBe('card.not_found');
    expect(await codeOf(history({}))).toBe('request.invalid');
  });

  it('has also what was written under an older key', async () => {
    const card = await counter.issue();
    await counter.act('suspension', byCard(card));
    const [newest] = await counter.rows('SELECT subject FROM audit.entry LIMIT 1');
    const older = keys['audit.subject']?.[1] as Buffer;
    // As if the card had been issued before there was a second key.
    const { cardKey } = await openCard((statement) => core.database.query(statement), new CardKeys(core.keyring), byCard(card), false);
    const subject = createHmac('sha256', older).update(cardKey).digest();
    expect(subject.equals(newest?.subject as Buffer)).toBe(false);
    await counter.rows(
      `INSERT INTO audit.entry (id, actor_kind, actor, role, act, subject, outcome, day)
       VALUES (gen_random_uuid(), 'staff', 'clerk', 'clerk', 'card.slip', $1, 'done', '2026-01-02')`,
      subject,
    );
    expect((await history(byCard(card))).map(({ act }) => act).sort()).toEqual(['card.issue', 'card.slip', 'card.suspension']);
  });
});
