import { type Submission } from '../../../src/modules/links/index.js';
import { submission } from '../partner-line.js';
import { LibraryLane } from './library-lane.js';

const READER = 'D100000042';

describe('koha-rest when a card takes the place of another', () => {
  let lane: LibraryLane;
  let old: string;
  let fresh: string;

  beforeEach(async () => {
    lane = new LibraryLane();
    await lane.open();
    [old, fresh] = [lane.token(), lane.token()];
    await lane.submit(submission(old));
    lane.line.forget();
  });

  afterEach(() => lane.close());

  const replacing = (token: string, changes: Partial<Submission> = {}, origin: Submission['origin'] = 'minted', before = old) =>
    submission(token, { ...changes, replaces: { token: before, origin, reference: null } });

  it('gives the account the new number in one write, and writes nothing when handed it again', async () => {
    const { patron_id: id } = lane.held(old)!;
    const wanted = replacing(fresh, { validThrough: '2033-05' });
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([`PUT /api/v1/patrons/${String(id)}`]);
    expect(lane.held(fresh)).toMatchObject({ patron_id: id, expiry_date: '2033-05-31', patron_card_lost: false });
    expect(lane.held(old)).toBeUndefined();
    lane.line.forget();
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(lane.line.writes()).toEqual([]);
    expect(lane.partner.violations()).toEqual([]);
  });

  it('converges where an earlier attempt left both numbers: the new one stays, the old one ends', async () => {
    await lane.submit(submission(fresh));
    expect(await lane.submit(replacing(fresh, { state: 'suspended' }))).toEqual(['accepted']);
    expect([lane.shown(fresh), lane.shown(old)]).toEqual(['suspended', 'ended']);
  });

  it('converges when the answer to the change of number is lost, and changes it once', async () => {
    lane.line.fault = ({ method }) => (method === 'PUT' ? 'lost' : undefined);
    const wanted = replacing(fresh);
    await expect(lane.submit(wanted)).rejects.toMatchObject({ kind: 'retry', code: 'connection_closed' });
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(lane.line.writes()).toHaveLength(1);
    expect([lane.shown(fresh), lane.shown(old)]).toEqual(['active', undefined]);
  });

  it('enrols where the library never had the old number, or has given it to somebody', async () => {
    const before = lane.held(READER);
    expect(await lane.submit(replacing(fresh, {}, 'minted', lane.token()))).toEqual(['accepted']);
    const another = lane.token();
    expect(await lane.submit(replacing(another, {}, 'minted', READER))).toEqual(['accepted']);
    expect([lane.shown(fresh), lane.shown(another)]).toEqual(['active', 'active']);
    expect(lane.held(READER)).toEqual(before);
  });

  it('only ends the old number when the new one has ended already', async () => {
    expect(await lane.submit(replacing(fresh, { state: 'ended' }))).toEqual(['accepted']);
    expect([lane.held(fresh), lane.shown(old)]).toEqual([undefined, 'ended']);
  });

  it('ends the old number also when the new one is somebody else’s', async () => {
    expect(await lane.submit(replacing(READER))).toEqual(['library.number_taken']);
    expect(lane.shown(old)).toBe('ended');
  });

  it('says what the library said when it refuses the change of number', async () => {
    lane.line.fault = ({ method }) => (method === 'PUT' && lane.line.writes().length === 1 ? { status: 400, body: '{"errors":[]}' } : undefined);
    expect(await lane.submit(replacing(fresh))).toEqual(['library.refused']);
    expect([lane.held(fresh), lane.shown(old)]).toEqual([undefined, 'ended']);
  });

  it('enrols anew when the new number was taken between the question and the write', async () => {
    let taken = false;
    lane.line.fault = ({ method }) => {
      if (method !== 'PUT' || taken) return undefined;
      taken = true;
      return { status: 409, body: '{"conflict":"cardnumber"}' };
    };
    expect(await lane.submit(replacing(fresh))).toEqual(['accepted']);
    expect([lane.shown(fresh), lane.shown(old)]).toEqual(['active', 'ended']);
  });

  describe('and one of the numbers is the holder’s own', () => {
    it('keeps it on the new card as a mere state', async () => {
      const before = lane.held(READER);
      expect(await lane.submit(replacing(READER, { origin: 'adopted' }, 'adopted', READER))).toEqual(['accepted']);
      expect(lane.line.writes()).toEqual([]);
      expect(lane.held(READER)).toEqual(before);
    });

    it('lets go of it and enrols a number of ours', async () => {
      const before = lane.held(READER);
      expect(await lane.submit(replacing(fresh, {}, 'adopted', READER))).toEqual(['accepted']);
      expect(lane.line.writes()).toEqual(['POST /api/v1/patrons']);
      expect(lane.held(READER)).toEqual(before);
      expect(lane.shown(fresh)).toBe('active');
    });

    it('ends a number of ours and checks the holder’s', async () => {
      expect(await lane.submit(replacing(READER, { origin: 'adopted' }))).toEqual(['accepted']);
      expect(lane.shown(old)).toBe('ended');
      expect(await lane.submit(replacing('D999999999', { origin: 'adopted' }))).toEqual(['library.not_found']);
    });
  });
});
