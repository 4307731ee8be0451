import { type PartnerAdapter } from '../../../src/modules/links/index.js';
import { submission } from '../partner-line.js';
import { Rig, SITES } from './rigs.js';

/** Byte positions of an answer, or of a session, at which the line breaks. */
const CUTS = [0, 1, 40, 200, 700, 1_500, 2_500, 4_000];

describe.each(SITES)('%s keeps the contract of the port', (_profile, newSite) => {
  let rig: Rig;
  let adapter: PartnerAdapter;

  beforeEach(async () => {
    rig = new Rig(newSite());
    adapter = await rig.open();
  });

  afterEach(() => rig.close());

  const shown = (token: string) => rig.site.shown(token);

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

  it.each(CUTS)('converges, with one record, when lines break after %i bytes of answers', async (bytes) => {
    const known = submission(rig.site.token());
    await rig.bring(adapter, [known]);
    const batch = [{ ...known, state: 'ended' as const, version: 2 }, submission(rig.site.token())];
    rig.gate.set({ cutAfterBytes: bytes });
    await rig.bring(adapter, batch, 1);
    rig.gate.set({});
    expect(await rig.bring(adapter, batch)).toEqual(['accepted', 'accepted']);
    expect(batch.map(({ token }) => shown(token))).toEqual([['ended'], ['active']]);
  });

  it('says retry on answers that mean nothing, and converges after them', async () => {
    const wanted = submission(rig.site.token());
    rig.gate.set({ garbage: true });
    expect(await rig.bring(adapter, [wanted], 1)).toEqual([expect.stringMatching(/^(retry: \w+|credentials: host_key_mismatch)$/)]);
    rig.gate.set({});
    expect(await rig.bring(adapter, [wanted])).toEqual(['accepted']);
    expect(shown(wanted.token)).toEqual(['active']);
  });

  it('says credentials when they are wrong, and goes on with the right ones', async () => {
    const wanted = submission(rig.site.token());
    await rig.bring(adapter, [wanted]);
    expect(await rig.bring(rig.connect(true), [submission(rig.site.token())], 1)).toEqual([expect.stringMatching(/^credentials: \w+$/)]);
    expect(await rig.bring(adapter, [{ ...wanted, state: 'ended', version: 2 }])).toEqual(['accepted']);
  });

  it('says retry as long as the partner is away, and settles all when it is back', async () => {
    const wanted = [submission(rig.site.token()), submission(rig.site.token())];
    await rig.bring(adapter, wanted.slice(0, 1));
    const bringBack = await rig.site.takeDown();
    rig.gate.set({ refuse: true });
    rig.gate.cut();
    for (let time = 0; time < 3; time += 1) expect(await rig.bring(adapter, wanted.slice(1), 1)).toEqual([expect.stringMatching(/^retry: \w+$/)]);
    await bringBack();
    rig.gate.set({});
    expect(await rig.bring(adapter, wanted)).toEqual(['accepted', 'accepted']);
    expect(wanted.map(({ token }) => shown(token))).toEqual([['active'], ['active']]);
  });
});
