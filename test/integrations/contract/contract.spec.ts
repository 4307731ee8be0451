import { type PartnerAdapter } from '../../../src/modules/links/index.js';
import { effectsOn } from '../../sandbox/effects.js';
import { submission } from '../partner-line.js';
import { until } from '../../setup/until.js';
import { collectAll } from '../prescription/memory-lane.js';
import { Rig, SITES } from './rigs.js';

/** Where in the answers of a whole conversation the line breaks: at a byte, or at a part of all there are. */
const CUTS = [0, 1, 0.1, 0.3, 0.5, 0.7, 0.9];

describe.each(SITES)('%s keeps the contract of the port', (profile, newSite) => {
  // What only verifies or signs in otherwise is cut less often.
  const cuts = /^koha-rest ./.test(profile) ? [0.5] : CUTS;
  let rig: Rig;
  let adapter: PartnerAdapter;

  beforeEach(async () => {
    rig = new Rig(newSite());
    adapter = await rig.open();
  });

  afterEach(() => rig.close());

  const shown = (token: string) => rig.site.shown(token);
  const effects = (token: string) => effectsOn(rig.site.home, token);
  /** What an enrolment without any trouble leaves in the partner's journals. */
  const effectsOfOne = async () => {
    const plain = submission(rig.site.token());
    await rig.bring(adapter, [plain]);
    return effects(plain.token);
  };

  it('makes a state so, and does nothing more when handed it again', async () => {
    const wanted = submission(rig.site.token());
    for (const changes of [{}, {}, { state: 'suspended', version: 2 }, { state: 'suspended', version: 2 }, { version: 3 }] as const) {
      expect(await rig.bring(adapter, [{ ...wanted, ...changes }])).toEqual(['accepted']);
      const suspended = 'state' in changes;
      // A benefit manager knows a suspended member only as one without cover.
      expect(shown(wanted.token)).toEqual([suspended ? expect.stringMatching(/suspended|ended/) : 'active']);
    }
    expect(rig.site.violations()).toEqual([]);
  });

  it('ends what is known, and takes the end of what is unknown for done', async () => {
    const [known, unknown] = [submission(rig.site.token()), submission(rig.site.token(), { state: 'ended' })];
    await rig.bring(adapter, [known]);
    expect(await rig.bring(adapter, [{ ...known, state: 'ended', version: 2 }, unknown])).toEqual(['accepted', 'accepted']);
    expect(shown(known.token)).toEqual(['ended']);
    expect(shown(unknown.token)).not.toContain('active');
  });

  it('rejects one and settles the others', async () => {
    const [one, bad, other] = [rig.site.token(), rig.site.unwanted, rig.site.token()].map((token) => submission(token));
    expect(await rig.bring(adapter, [one!, bad!, other!])).toEqual(['accepted', expect.stringMatching(/^(library|transit|x12)\.\w+$/), 'accepted']);
    expect([shown(one!.token), shown(other!.token)]).toEqual([['active'], ['active']]);
  });

  it('lets a new token take the place of an old one, also when asked twice', async () => {
    const [old, fresh] = [submission(rig.site.token()), rig.site.token()];
    await rig.bring(adapter, [old]);
    const wanted = submission(fresh, { replaces: { token: old.token, origin: 'minted', reference: null } });
    for (let time = 0; time < 2; time += 1) {
      expect(await rig.bring(adapter, [wanted])).toEqual(['accepted']);
      expect(shown(fresh)).toEqual(['active']);
      expect(shown(old.token)).not.toContain('active');
    }
  });

  it.each(cuts)('converges, with one record, when lines break at %d of the answers', async (where) => {
    const change = async () => {
      const known = submission(rig.site.token());
      await rig.bring(adapter, [known]);
      rig.line.answers.countAnswers();
      return [{ ...known, state: 'ended' as const, version: 2 }, submission(rig.site.token())];
    };
    // The first round opens connections, which the second one measures.
    await rig.bring(adapter, await change(), 1);
    const undisturbed = await change();
    await rig.bring(adapter, undisturbed, 1);
    const bytes = where > 0 && where < 1 ? Math.floor(where * Math.max(...rig.line.answers.countAnswers())) : where;
    const batch = await change();
    rig.line.gate.set({ cutAfterBytes: bytes });
    await rig.bring(adapter, batch, 1);
    rig.line.gate.set({});
    expect(rig.line.answers.countAnswers()).toContain(bytes);
    expect(await rig.bring(adapter, batch)).toEqual(['accepted', 'accepted']);
    expect(batch.map(({ token }) => shown(token))).toEqual([['ended'], ['active']]);
    expect(batch.map(({ token }) => effects(token))).toEqual(undisturbed.map(({ token }) => effects(token)));
  });

  it('says retry on answers that mean nothing, and converges after them', async () => {
    const wanted = submission(rig.site.token());
    rig.line.gate.set({ garbage: true });
    expect(await rig.bring(adapter, [wanted], 1)).toEqual([expect.stringMatching(/^(retry: \w+|credentials: host_key_mismatch)$/)]);
    rig.line.gate.set({});
    expect(await rig.bring(adapter, [wanted])).toEqual(['accepted']);
    expect(shown(wanted.token)).toEqual(['active']);
  });

  it('says credentials when they are wrong, and goes on with the right ones', async () => {
    const wanted = submission(rig.site.token());
    await rig.bring(adapter, [wanted]);
    expect(await rig.bring(rig.connect({ wrongCredentials: true }), [submission(rig.site.token())], 1)).toEqual([expect.stringMatching(/^credentials: \w+$/)]);
    expect(await rig.bring(adapter, [{ ...wanted, state: 'ended', version: 2 }])).toEqual(['accepted']);
  });

  it('says retry as long as the partner is away, and settles all when it is back', async () => {
    const wanted = [submission(rig.site.token()), submission(rig.site.token())];
    await rig.bring(adapter, wanted.slice(0, 1));
    const bringBack = await rig.site.takeDown();
    rig.line.gate.set({ refuse: true });
    rig.line.gate.cut();
    for (let time = 0; time < 3; time += 1) expect(await rig.bring(adapter, wanted.slice(1), 1)).toEqual([expect.stringMatching(/^retry: \w+$/)]);
    await bringBack();
    rig.line.gate.set({});
    expect(await rig.bring(adapter, wanted)).toEqual(['accepted', 'accepted']);
    expect(wanted.map(({ token }) => shown(token))).toEqual([['active'], ['active']]);
  });

  it('is not heard in time before the partner got anything, and settles all later, once', async () => {
    const once = await effectsOfOne();
    const wanted = submission(rig.site.token());
    const impatient = rig.connect({ impatient: true });
    rig.line.silent = true;
    expect(await rig.bring(impatient, [wanted], 1)).toEqual([expect.stringMatching(/^(retry: \w+|none)$/)]);
    expect(shown(wanted.token)).toEqual([]);
    rig.line.silent = false;
    rig.line.gate.cut();
    expect(await rig.bring(impatient, [wanted])).toEqual(['accepted']);
    expect([shown(wanted.token), effects(wanted.token)]).toEqual([['active'], once]);
  });

  it('is not heard in time after the partner did it, and settles it later without doing it again', async () => {
    const once = await effectsOfOne();
    const wanted = submission(rig.site.token());
    const impatient = rig.connect({ impatient: true });
    const kept = rig.line.answers.keepAnswersOnce(() => shown(wanted.token).includes('active'));
    const words = rig.bring(impatient, [wanted], 1);
    await kept;
    expect(await words).toEqual([expect.stringMatching(/^(retry: \w+|none|pending)$/)]);
    rig.line.answers.open();
    expect(await rig.bring(impatient, [wanted])).toEqual(['accepted']);
    expect([shown(wanted.token), effects(wanted.token)]).toEqual([['active'], once]);
  });

  it('counts a duplicate as what it is: done once', async () => {
    const once = await effectsOfOne();
    const wanted = submission(rig.site.token());
    if (adapter.describe().exclusive) {
      // The answer comes again after it was settled and removed.
      await adapter.submit([wanted]);
      const again = rig.copyAnswers();
      expect(await collectAll(adapter, rig.site.storage)).toMatchObject([{ outcome: 'accepted' }]);
      again();
      expect(await collectAll(adapter, rig.site.storage)).toEqual([]);
      expect(adapter.notices?.()).toEqual([]);
    } else {
      // Two instances are at it, because a lease ran out while the first was slow: both have looked, and seen nothing.
      const other = rig.connect();
      await rig.bring(other, [submission(rig.site.token())]);
      void rig.line.answers.keepAnswersOnce(() => true);
      const both = Promise.all([adapter, other].map((one) => rig.bring(one, [wanted])));
      await until(() => rig.site.received().split(wanted.token).length > 2);
      rig.line.answers.open();
      expect(await both).toEqual([['accepted'], ['accepted']]);
    }
    expect(shown(wanted.token)).toEqual(['active']);
    expect(effects(wanted.token)).toBeGreaterThanOrEqual(once);
    expect(effects(wanted.token)).toBeLessThanOrEqual(once + 1);
  });

  it('sees what the partner shows, where it can ask, and says retry while it cannot', async () => {
    const wanted = submission(rig.site.token());
    const unknown = await adapter.verify(wanted.token);
    if (unknown === null) return expect(adapter.describe().exclusive).toBe(true);
    expect(unknown).toEqual({ found: false });
    for (const state of ['active', 'suspended', 'ended'] as const) {
      await rig.bring(adapter, [{ ...wanted, state, version: 2 }]);
      expect(await adapter.verify(wanted.token)).toEqual({ found: true, state });
    }
    const bringBack = await rig.site.takeDown();
    rig.line.gate.set({ refuse: true });
    rig.line.gate.cut();
    await expect(adapter.verify(wanted.token)).rejects.toMatchObject({ kind: 'retry' });
    await bringBack();
    rig.line.gate.set({});
    expect(await adapter.verify(wanted.token)).toEqual({ found: true, state: 'ended' });
  });
});
