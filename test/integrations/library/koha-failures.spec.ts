import { submission, word } from '../partner-line.js';
import { LibraryLane } from './library-lane.js';

describe('koha-rest when the library partner fails', () => {
  let lane: LibraryLane;

  beforeEach(async () => {
    lane = new LibraryLane();
    await lane.open();
  });

  afterEach(() => lane.close());

  it('stops the lane on wrong credentials', async () => {
    const stranger = lane.connect(lane.partner.address, { clientSecret: 'wrong' });
    await expect(stranger.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'credentials', code: 'client_refused' });
    await stranger.close();
  });

  it('stops the lane when a new token is refused as well', async () => {
    lane.line.fault = ({ path }) => (path.endsWith('/oauth/token') ? undefined : { status: 401 });
    await expect(lane.submit(submission(lane.token()))).rejects.toMatchObject({ kind: 'credentials', code: 'http_401' });
    expect(lane.line.seen.filter(({ path }) => path.endsWith('/oauth/token'))).toHaveLength(2);
  });

  it('renews its token shortly before it expires, and keeps it until then', async () => {
    const renewals = () => lane.line.seen.filter(({ path }) => path.endsWith('/oauth/token')).length;
    await lane.submit(submission(lane.token()), submission(lane.token()), submission(lane.token()));
    lane.now = new Date(lane.now.getTime() + 3_500_000);
    await lane.submit(submission(lane.token()));
    expect(renewals()).toBe(1);
    lane.now = new Date(lane.now.getTime() + 60_000);
    await lane.submit(submission(lane.token()), submission(lane.token()));
    expect(renewals()).toBe(2);
  });

  it('gets a new token when the partner has forgotten the old one', async () => {
    await lane.submit(submission(lane.token()));
    const bringBack = await lane.takeDown();
    await bringBack();
    expect(await lane.submit(submission(lane.token()), submission(lane.token()))).toEqual(['accepted', 'accepted']);
  });

  it('says retry while the partner is down and goes on when it is back', async () => {
    const direct = lane.connect(lane.partner.address);
    const bringBack = await lane.takeDown();
    const wanted = submission(lane.token());
    await expect(direct.submit([wanted])).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
    await bringBack();
    expect((await direct.submit([wanted])).map(word)).toEqual(['accepted']);
    await direct.close();
  });

  it.each([
    ['maintenance', { status: 503 }, 'http_503'],
    ['a fault of the server', { status: 500, body: 'Patron John Doe broke it' }, 'http_500'],
    ['something that is not JSON', { status: 200, body: '<html>Welcome' }, 'unreadable_answer'],
    ['JSON of another shape', { status: 200, body: '[{"cardnumber":7}]' }, 'unreadable_answer'],
    ['another kind of JSON', { status: 200, body: 'null' }, 'unreadable_answer'],
    ['a redirect', { status: 302, headers: { location: 'https://elsewhere.example/' } }, 'redirected'],
    ['a page that is too long', { status: 200, body: 'x'.repeat(2_000_000) }, 'answer_too_large'],
    ['a closed connection', 'cut', 'connection_closed'],
    ['a wrong address', { status: 404 }, 'http_404'],
  ] as const)('says retry on %s', async (_name, fault, code) => {
    lane.line.fault = ({ method }) => (method === 'GET' ? fault : undefined);
    await expect(lane.submit(submission(lane.token()))).rejects.toMatchObject({ kind: 'retry', code, message: `retry: ${code}` });
    await expect(lane.adapter.verify(lane.token())).rejects.toMatchObject({ kind: 'retry', code });
    expect(lane.line.writes()).toEqual([]);
  });

  it('says retry when no answer comes in time', async () => {
    const hasty = lane.connect(lane.address, {}, 100);
    lane.line.fault = ({ method }) => (method === 'GET' ? 'silence' : undefined);
    await expect(hasty.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'retry', code: 'timeout' });
    await hasty.close();
  });

  it('keeps the receipts of the others when one link fails alone', async () => {
    const bad = lane.token();
    lane.line.fault = ({ path }) => (path.includes(bad) ? { status: 500 } : undefined);
    expect(await lane.submit(submission(lane.token()), submission(bad), submission(lane.token()), submission(lane.token()))).toEqual([
      'accepted',
      'none',
      'accepted',
      'accepted',
    ]);
  });

  it('stops asking when the partner goes down in the middle of a batch', async () => {
    const batch = Array.from({ length: 50 }, () => submission(lane.token()));
    lane.line.fault = () => (lane.line.writes().length >= 10 ? { status: 500 } : undefined);
    const words = await lane.submit(...batch);
    expect(words.filter((outcome) => outcome === 'accepted').length).toBeGreaterThanOrEqual(5);
    expect(lane.line.seen.length).toBeLessThan(60);
    lane.line.fault = () => undefined;
    expect(await lane.submit(...batch)).toEqual(batch.map(() => 'accepted'));
    expect(lane.partner.records().filter(({ held: { category_id } }) => category_id === 'CK')).toHaveLength(50);
  });
});
