import { readMoment, writeDay } from '../../../src/integrations/library/polaris/papi-date.js';
import { authorization } from '../../../src/integrations/library/polaris/signature.js';
import { type Submission } from '../../../src/modules/links/index.js';
import { submission, word } from '../partner-line.js';
import { PolarisLane } from './polaris-lane.js';

const READER = 'D100000042';

describe('signing for PAPI', () => {
  // The worked examples of a published client: MeCard of the Edmonton Public Library, PAPISecurityTest.testGetPAPIHash.
  it.each([
    ['', '9NoK01FefkvfgDkzOG3FnE29+o0='],
    ['1234', 'flrYL2V+sr4CPbkynavtAaMcizY='],
  ])('is what a published client signs, with the secret %j', (secret, signature) => {
    const url = 'http://localhost/PAPIService/REST/public/v1/1033/100/1/patron/21756003332022';
    const parts = { method: 'GET', url, date: 'Wed, 09 Oct 2009 22:23:32 GMT', secret };
    expect(authorization('polarisdev', '1234', parts)).toBe(`PWS polarisdev:${signature}`);
  });

  // RFC 2202 (HMAC-SHA1, test cases 2 and 3 of section 3). The order is also that of the published C# client
  // Clc.Polaris.Api (GetPAPIHash hashes httpMethod + uri + httpDate + password under the access key).
  it('is HMAC-SHA1 in base64 over method, address, date and secret with nothing in between', () => {
    const rfc2202 = Buffer.from('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79', 'hex').toString('base64');
    const parts = { method: 'what do ya', url: ' want', date: ' for', secret: ' nothing?' };
    expect(authorization('polarisdev', 'Jefe', parts)).toBe(`PWS polarisdev:${rfc2202}`);
    expect(authorization('polarisdev', 'Jefe', { ...parts, url: ' for', date: ' want' })).not.toContain(rfc2202);
  });

  it('reads the dates of the field and writes days that no zone moves', () => {
    expect(readMoment('/Date(1787240106747-0500)/')?.toISOString()).toBe('2026-08-20T15:35:06.747Z');
    expect(readMoment('2027-07-05T00:00:00Z')?.toISOString()).toBe('2027-07-05T00:00:00.000Z');
    expect([readMoment(null), readMoment('soon'), readMoment('/Date(x)/')]).toEqual([null, null, null]);
    expect(readMoment(writeDay('2031-02-28'))?.toISOString()).toBe('2031-02-28T12:00:00.000Z');
  });
});

describe('polaris-papi against the library partner', () => {
  let lane: PolarisLane;

  beforeEach(async () => {
    lane = new PolarisLane();
    await lane.open();
  });

  afterEach(() => lane.close());

  const sent = () => lane.line.seen.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/staff'));

  it('registers a number with constants, codes and dates', async () => {
    const number = lane.token();
    expect(await lane.submit(submission(number))).toEqual(['accepted']);
    expect(sent().map(({ method, body }) => [method, JSON.parse(body) as unknown])).toEqual([
      ['POST', {
        ...{ LogonBranchID: 1, LogonUserID: 1, LogonWorkstationID: 1, PatronBranchID: 3, Barcode: number, PatronCode: 20 },
        ...{ NameFirst: 'CARD', NameLast: 'CITYKEY', BirthDate: '/Date(946728000000)/' },
        ...{ StreetOne: 'CITY HALL', City: 'CHICAGO', State: 'IL', PostalCode: '60602' },
        ...{ ExpirationDate: writeDay('2031-02-28'), AddrCheckDate: writeDay('2099-12-31') },
      }],
    ]);
    expect(lane.partner.violations()).toEqual([]);
  });

  it('follows a link through its life, sending only what differs', async () => {
    const number = lane.token();
    for (const state of ['active', 'suspended', 'active', 'suspended', 'ended', 'active', 'ended'] as const) {
      expect(await lane.submit(submission(number, { state }))).toEqual(['accepted']);
      expect(lane.record(number)?.state).toBe(state);
      expect(await lane.adapter.verify(number)).toEqual({ found: true, state });
      lane.line.forget();
      expect(await lane.submit(submission(number, { state }))).toEqual(['accepted']);
      expect(sent()).toEqual([]);
    }
    await lane.submit(submission(number));
    lane.line.forget();
    await lane.submit(submission(number, { validThrough: 'never' }));
    expect(JSON.parse(sent()[0]!.body)).toEqual({ LogonBranchID: 1, LogonUserID: 1, LogonWorkstationID: 1, ExpirationDate: writeDay('2099-12-31') });
    expect(lane.partner.violations()).toEqual([]);
  });

  it('moves an address check that would come up, so that the patron is not blocked by it', async () => {
    const number = lane.token();
    const soon = lane.connect(lane.address, {}, { neverExpiresOn: '2026-12-31' });
    await soon.submit([submission(number)]);
    await soon.close();
    await lane.submit(submission(number));
    expect(lane.record(number)?.held.AddrCheckDate).toBe('2099-12-31T12:00:00.000Z');
  });

  it('leaves accounts alone that are somebody’s own', async () => {
    const before = lane.record(READER);
    expect(await lane.submit(submission(READER))).toEqual(['library.number_taken']);
    expect(await lane.submit(submission(READER, { state: 'ended' }))).toEqual(['accepted']);
    const adopted = (changes: Partial<Submission>) => submission(READER, { origin: 'adopted', ...changes });
    expect(await lane.submit(adopted({}), adopted({ state: 'suspended' }), adopted({ state: 'ended' }))).toEqual([
      'accepted',
      'library.suspension_unsupported',
      'accepted',
    ]);
    expect(await lane.submit(submission('D999999999', { origin: 'adopted' }))).toEqual(['library.not_found']);
    expect(sent()).toEqual([]);
    expect(lane.record(READER)).toEqual(before);
  });

  it('accepts the end of what the library never had, and reads back after a duplicate', async () => {
    expect(await lane.submit(submission(lane.token(), { state: 'ended' }))).toEqual(['accepted']);
    const number = lane.token();
    lane.line.fault = ({ method, path }) => (method === 'POST' && path.endsWith('/patron') && sent().length === 1 ? 'lost' : undefined);
    expect(await lane.submit(submission(number, { state: 'suspended' }))).toEqual(['accepted']);
    expect(lane.partner.records().filter(({ token }) => token === number)).toMatchObject([{ state: 'suspended' }]);
  });

  it('ends the replaced number first and names it as the former one; asked again it writes nothing', async () => {
    const [old, fresh] = [lane.token(), lane.token()];
    await lane.submit(submission(old));
    lane.line.forget();
    const wanted = submission(fresh, { replaces: { token: old, origin: 'minted', reference: null } });
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(sent().map(({ method }) => method)).toEqual(['PUT', 'POST']);
    expect([lane.record(old)?.state, lane.record(fresh)]).toMatchObject(['ended', { state: 'active', held: { FormerBarcode: old } }]);
    lane.line.forget();
    expect(await lane.submit(wanted)).toEqual(['accepted']);
    expect(sent()).toEqual([]);
    const another = submission(lane.token(), { replaces: { token: READER, origin: 'adopted', reference: null } });
    expect(await lane.submit(another)).toEqual(['accepted']);
    expect(lane.record(another.token)?.held).not.toHaveProperty('FormerBarcode');
  });

  describe('when something is wrong', () => {
    const ok = (body: object) => ({ status: 200, body: JSON.stringify(body) });

    it.each([
      [-3501, 'library.refused'],
      [-3505, 'library.number_taken'],
    ])('takes %i inside HTTP 200 for %s', async (code, expected) => {
      lane.line.fault = ({ method, path }) => (method === 'POST' && path.endsWith('/patron') ? ok({ PAPIErrorCode: code, ErrorMessage: 'Jane Doe' }) : undefined);
      expect(await lane.submit(submission(lane.token()))).toEqual([expected]);
    });

    it.each([
      ['a failure of the system inside HTTP 200', ok({ PAPIErrorCode: -1, ErrorMessage: 'SQL of Jane Doe' }), 'papi_failure'],
      ['a patron without data', ok({ PAPIErrorCode: 1, PatronBasicData: null }), 'unreadable_answer'],
      ['an answer without a code', ok({}), 'unreadable_answer'],
      ['something that is not JSON', { status: 200, body: '<html>' }, 'unreadable_answer'],
      ['maintenance', { status: 503 }, 'http_503'],
      ['a wrong address', { status: 404 }, 'http_404'],
      ['a closed connection', 'cut', 'connection_closed'],
    ] as const)('says retry on %s', async (_name, fault, code) => {
      lane.line.fault = ({ method }) => (method === 'GET' ? fault : undefined);
      await expect(lane.submit(submission(lane.token()))).rejects.toMatchObject({ kind: 'retry', code, message: `retry: ${code}` });
      await expect(lane.adapter.verify(lane.token())).rejects.toMatchObject({ kind: 'retry', code });
    });

    it.each([
      ['access key', { accessKey: 'wrong' }, 'http_401'],
      ['staff password', { staffPassword: 'wrong' }, 'staff_refused'],
    ])('stops the lane on a wrong %s', async (_name, credentials, code) => {
      const stranger = lane.connect(lane.address, credentials);
      await expect(stranger.submit([submission(lane.token())])).rejects.toMatchObject({ kind: 'credentials', code });
      await stranger.close();
    });
  });

  describe('staff token', () => {
    const signIns = () => lane.line.seen.filter(({ path }) => path.endsWith('/authenticator/staff')).length;

    it('is shared, and renewed shortly before it expires', async () => {
      await lane.submit(...Array.from({ length: 5 }, () => submission(lane.token())));
      expect(signIns()).toBe(1);
      lane.now = new Date(lane.now.getTime() + 3_500_000);
      await lane.submit(submission(lane.token()));
      expect(signIns()).toBe(1);
      lane.now = new Date(lane.now.getTime() + 60_000);
      await lane.submit(submission(lane.token()), submission(lane.token()));
      expect(signIns()).toBe(2);
    });

    it('is renewed when the library has forgotten it, and tried again after a sign-in that failed', async () => {
      await lane.submit(submission(lane.token()));
      const direct = lane.connect(lane.partner.address);
      await direct.verify('1');
      const bringBack = await lane.takeDown();
      await expect(direct.verify('1')).rejects.toMatchObject({ kind: 'retry', code: 'connect_failed' });
      await bringBack();
      expect((await direct.submit([submission(lane.token())])).map(word)).toEqual(['accepted']);
      await direct.close();
    });
  });

  it.each([
    ['baseUrl', { baseUrl: 'http://polaris.example' }],
    ['branchId', { branchId: undefined }],
    ['patronCode', { patronCode: 'adult' }],
    ['suspendedPatronCode', { suspendedPatronCode: 20 }],
    ['street', { street: '' }],
    ['neverExpiresOn', { neverExpiresOn: '2099' }],
  ])('names %s when it is wrong', (name, settings) => {
    expect(() => lane.connect(lane.address, {}, settings)).toThrow(new RegExp(`^${name} must`));
  });

  it.each([
    ['another name', { NameFirst: 'Jane' }],
    ['a birth date', { BirthDate: '/Date(0)/' }],
    ['a field that was not agreed', { EmailAddress: 'jane@doe.example' }],
  ])('the simulated system refuses %s', async (_name, told) => {
    const number = lane.token();
    lane.line.rewrite = (body) => (body.includes('"Barcode"') ? JSON.stringify({ ...(JSON.parse(body) as object), ...told }) : body);
    expect(await lane.submit(submission(number))).toEqual(['library.refused']);
    expect(lane.record(number)).toBeUndefined();
    expect(lane.partner.violations().join()).not.toContain('jane');
  });
});
