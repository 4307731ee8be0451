import { PartnerFailure } from '../../../modules/links/index.js';
import { type HttpAnswer, type HttpClient, HttpFailure, type HttpRequest } from '../../transport/http.js';
import { readMoment } from './papi-date.js';
import { type PolarisSettings } from './settings.js';
import { authorization } from './signature.js';

type Body = Readonly<Record<string, unknown>>;

/** What became of a request that Polaris understood. */
export type PapiOutcome = 'done' | 'duplicate' | 'not_found' | 'refused';

/** What we read of a patron: no name, no address, no birth date. */
export interface PolarisPatron {
  readonly patronCode: number;
  readonly expires: Date | null;
  readonly addressCheck: Date | null;
}

/** One page of a patron search. */
export interface FoundPatrons {
  /** The barcode of each row, or null for a patron without one. Nothing else of a row is read: each has a name in it. */
  readonly barcodes: readonly (string | null)[];
  /** How many patrons there are on all pages. */
  readonly total: number;
}

/** A request that has the staff token in its address is made when the token is known. */
type Asked = HttpRequest | ((token: string) => HttpRequest);

/** Renewed this long before it expires. */
const MARGIN_MS = 60_000;
const NOT_FOUND = -3000;
const DUPLICATE = -3505;

interface StaffToken {
  readonly token: string;
  readonly secret: string;
  readonly renewAt: number;
}

/**
 * The few methods of the Polaris API that are used, a staff member acting for the patron: basic data, registration,
 * update, search. Errors arrive inside HTTP 200, as a negative `PAPIErrorCode`; zero is fine and more is a number of rows.
 *
 * Every method throws a PartnerFailure when Polaris cannot be reached, understood or convinced of who we are.
 */
export class Papi {
  private staff: Promise<StaffToken> | null = null;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: Pick<PolarisSettings, 'baseUrl' | 'organizationId' | 'keys'>,
    private readonly now: () => Date,
  ) {}

  /** The patron with this barcode, or null. Whatever else the answer holds is dropped here. */
  async find(barcode: string): Promise<PolarisPatron | null> {
    const body = await this.askAsStaff({ method: 'GET', path: `${this.patron(barcode)}/basicdata` });
    const outcome = outcomeOf(body);
    if (outcome === 'not_found') return null;
    const data = body.PatronBasicData as Body | null | undefined;
    // Another patron's data, or data without the code that we go by, is no answer about this one.
    const about = outcome === 'done' && data?.Barcode === barcode && typeof data.PatronCodeID === 'number';
    if (!about) throw new PartnerFailure('retry', 'unreadable_answer');
    return {
      patronCode: Number(data.PatronCodeID),
      expires: readMoment(data.ExpirationDate),
      addressCheck: readMoment(data.AddrCheckDate),
    };
  }

  /** Repeatable, because a second registration of a barcode is answered as a duplicate. */
  async register(fields: Body): Promise<PapiOutcome> {
    const body = await this.askAsStaff({ ...withBody(fields), method: 'POST', path: this.patron(), repeatable: true });
    const outcome = outcomeOf(body);
    // The answer to another registration.
    if (outcome === 'done' && body.Barcode !== undefined && body.Barcode !== fields.Barcode) throw new PartnerFailure('retry', 'unreadable_answer');
    return outcome;
  }

  /** Fields left out stay as they are; a field that is empty would be blanked. */
  async update(barcode: string, fields: Body): Promise<PapiOutcome> {
    return outcomeOf(await this.askAsStaff({ ...withBody(fields), method: 'PUT', path: this.patron(barcode) }));
  }

  /**
   * A page, counted from 1, of the patrons that a query in CCL finds, by barcode (Polaris API reference, "PatronSearch"). A
   * page counts its rows in its code.
   */
  async search(query: string, page: number, perPage: number): Promise<FoundPatrons> {
    const body = await this.askAsStaff((token) => {
      const asked = `q=${encodeURIComponent(query)}&patronsperpage=${perPage}&page=${page}&sort=PATB`;
      return { method: 'GET', path: `${this.root('protected')}/${encodeURIComponent(token)}/search/patrons/boolean?${asked}` };
    });
    if (outcomeOf(body) !== 'done') throw new PartnerFailure('retry', 'papi_failure');
    const found = foundIn(body);
    if (!found || found.barcodes.length > perPage) throw new PartnerFailure('retry', 'unreadable_answer');
    return found;
  }

  private root(access: 'public' | 'protected'): string {
    return `/PAPIService/REST/${access}/v1/1033/100/${this.settings.organizationId}`;
  }

  private patron(barcode?: string): string {
    const path = `${this.root('public')}/patron`;
    return barcode === undefined ? path : `${path}/${encodeURIComponent(barcode)}`;
  }

  /** Sends a request with the staff token, after a 401 once more with a new one. */
  private async askAsStaff(asked: Asked): Promise<Body> {
    try {
      const staff = await this.currentStaff();
      let answer = await this.sendAs(staff, asked);
      if (answer.status === 401) {
        // Unless another request has renewed it meanwhile.
        if (this.staff && (await this.staff) === staff) this.staff = null;
        answer = await this.sendAs(await this.currentStaff(), asked);
      }
      return read(answer);
    } catch (failure) {
      throw failure instanceof HttpFailure ? new PartnerFailure('retry', failure.code) : failure;
    }
  }

  private sendAs({ token, secret }: StaffToken, asked: Asked): Promise<HttpAnswer> {
    if (typeof asked === 'function') return this.send(asked(token), secret);
    return this.send({ ...asked, headers: { ...asked.headers, 'x-papi-accesstoken': token } }, secret);
  }

  private send(request: HttpRequest, secret: string): Promise<HttpAnswer> {
    const { baseUrl, keys } = this.settings;
    const date = this.now().toUTCString();
    const url = `${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, '')}${request.path}`;
    const headers = {
      ...request.headers,
      polarisdate: date,
      authorization: authorization(keys.accessId, keys.accessKey, { method: request.method, url, date, secret }),
    };
    return this.http.request({ ...request, headers });
  }

  private async currentStaff(): Promise<StaffToken> {
    const held = this.staff;
    if (held) {
      const staff = await held;
      if (this.now().getTime() < staff.renewAt) return staff;
      if (this.staff === held) this.staff = null;
    }
    this.staff ??= this.renew();
    return this.staff;
  }

  private async renew(): Promise<StaffToken> {
    try {
      return await this.signIn();
    } catch (failure) {
      this.staff = null;
      throw failure;
    }
  }

  private async signIn(): Promise<StaffToken> {
    const path = `${this.root('protected')}/authenticator/staff`;
    const request: HttpRequest = { ...withBody(this.settings.keys.staff), method: 'POST', path, repeatable: true };
    const asked = this.now().getTime();
    const body = read(await this.send(request, ''));
    if (Number(body.PAPIErrorCode) < 0) throw new PartnerFailure('credentials', 'staff_refused');
    const { AccessToken: token, AccessSecret: secret } = body;
    if (typeof token !== 'string' || token === '' || typeof secret !== 'string') throw new HttpFailure('unreadable_answer');
    const lifetime = (readMoment(body.AuthExpDate)?.getTime() ?? asked) - asked;
    // A token that lives for less than twice the margin is renewed at half its life.
    return { token, secret, renewAt: asked + Math.max(lifetime - MARGIN_MS, lifetime / 2) };
  }
}

/** Null when the answer is none, or has other rows than it counts. Zero is no count. */
function foundIn({ PAPIErrorCode: code, TotalRecordsFound: total, PatronSearchRows: shown }: Body): FoundPatrons | null {
  const rows: unknown = shown ?? [];
  if (!Array.isArray(rows) || !Number.isInteger(total) || (code !== 0 && code !== rows.length)) return null;
  const barcodes = rows.map(barcodeOf);
  return barcodes.includes(undefined) ? null : { barcodes: barcodes as (string | null)[], total: Number(total) };
}

/** Null for a patron without one, undefined for what is no row of a patron. */
function barcodeOf(row: unknown): string | null | undefined {
  const barcode = (row as { readonly Barcode?: unknown } | null)?.Barcode;
  if (barcode === null || barcode === '') return null;
  return typeof barcode === 'string' ? barcode : undefined;
}

function withBody(body: Body): Pick<HttpRequest, 'headers' | 'body'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function read(answer: HttpAnswer): Body {
  if (answer.status === 401 || answer.status === 403) throw new PartnerFailure('credentials', `http_${answer.status}`);
  if (answer.status !== 200) throw new PartnerFailure('retry', `http_${answer.status}`);
  const body = answer.json() as Body | null;
  if (typeof body?.PAPIErrorCode !== 'number') throw new HttpFailure('unreadable_answer');
  return body;
}

/** Codes from -3999 to -3000 are about the patron; any other failure is the system's own, and passes. */
function outcomeOf({ PAPIErrorCode: code }: Body): PapiOutcome {
  if (typeof code !== 'number' || code >= 0) return 'done';
  if (code === NOT_FOUND) return 'not_found';
  if (code === DUPLICATE) return 'duplicate';
  if (code <= -3000 && code >= -3999) return 'refused';
  throw new PartnerFailure('retry', 'papi_failure');
}
