import { type Submission } from '../../../src/modules/links/index.js';
import { submission } from '../partner-line.js';
import { TransitLane } from './transit-lane.js';

const ITEMS = '/collections/customers/items';

describe('tomp-customer when a card takes the place of another', () => {
  let lane: TransitLane;
  let old: string;
  let fresh: string;

  beforeEach(async () => {
    lane = new TransitLane();
    await lane.open();
    [old, fresh] = [lane.token(), lane.token()];
    await lane.submit(submission(old));
    lane.line.forget();
  });

  afterEach(() => lane.close());

  const replacing = (token: string, changes: Partial<Submission> = {}, before = old) =>
    submission(token, { origin: 'adopted', ...changes, replaces: { token: before, origin: 'adopted', reference: null } });
  const bodies = () => lane.line.seen.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [method, path, JSON.parse(body) as unknown]);
  const shown = (token: string) => (lane.held(token) as { customer?: { customFields?: unknown } } | undefined)?.customer?.customFields;

  it('names the old token, ends it, and only then puts the new one to use', async () => {
    const wanted = replacing(fresh);
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(bodies()).toEqual([
      ['POST', ITEMS, { id: fresh, customFields: { replaces: old } }],
      ['PATCH', `${ITEMS}/${old}`, { id: old, customFields: { cardStatus: 'ended' } }],
      ['PATCH', `${ITEMS}/${fresh}`, { id: fresh, customFields: { cardStatus: 'active' } }],
    ]);
    expect([shown(fresh), shown(old)]).toEqual([{ cardStatus: 'active', replaces: old }, { cardStatus: 'ended' }]);
    lane.line.forget();
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
    expect(lane.partner.violations()).toEqual([]);
  });

  it.each([1, 2, 3])('is never live twice and converges when write %i is the last before a crash', async (last) => {
    const wanted = replacing(fresh);
    lane.line.fault = () => (lane.line.writes().length > last ? 'cut' : undefined);
    await lane.submit(wanted).catch(() => undefined);
    const live = lane.partner.records().filter(({ held }) => held.status === 'ACTIVE');
    expect(live.length).toBeLessThan(2);
    lane.line.fault = () => undefined;
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect([shown(fresh), shown(old)]).toEqual([{ cardStatus: 'active', replaces: old }, { cardStatus: 'ended' }]);
  });

  it('names the old token also where the operator knew the new one before', async () => {
    await lane.submit(submission(fresh));
    expect(await lane.submit(replacing(fresh))).toEqual(['accepted']);
    expect([shown(fresh), shown(old)]).toEqual([{ cardStatus: 'active', replaces: old }, { cardStatus: 'ended' }]);
  });

  it('only ends the old token when the new one has ended already', async () => {
    expect(await lane.submit(replacing(fresh, { state: 'ended' }))).toEqual(['accepted']);
    expect([lane.held(fresh), shown(old)]).toEqual([undefined, { cardStatus: 'ended' }]);
  });

  it('enrols where the operator never had the old token, and keeps one that stays the same', async () => {
    expect(await lane.submit(replacing(fresh, {}, lane.token()))).toEqual(['accepted']);
    expect(lane.held(fresh)).toMatchObject({ status: 'ACTIVE' });
    lane.line.forget();
    expect(await lane.submit(replacing(old, {}, old))).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
  });

  it('does not put the new token to use when the operator refuses to end the old one', async () => {
    lane.line.fault = ({ method, path }) => (method === 'PATCH' && path.endsWith(old) ? { status: 400, body: '{}' } : undefined);
    expect(await lane.submit(replacing(fresh))).toEqual(['transit.refused']);
    expect(lane.held(fresh)).toMatchObject({ status: 'CREATED' });
  });
});
