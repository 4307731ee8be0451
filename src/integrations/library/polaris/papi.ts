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
 * update. Errors arrive inside HTTP 200, as a negative `PAPIErrorCode`; zero is fine and more is a number of rows.
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

  private patron(barcode?: string): string {
    const path = `/PAPIService/REST/public/v1/1033/100/${this.settings.organizationId}/patron`;
    return barcode === undefined ? path : `${path}/${encodeURIComponent(barcode)}`;
  }

  /** Sends a request with the staff token, after a 401 once more with a new one. */
  private async askAsStaff(request: HttpRequest): Promise<Body> {
    try {
      const staff = await this.currentStaff();
      let answer = await this.send(request, staff);
      if (answer.status === 401) {
        // Unless another request has renewed it meanwhile.
        if (this.staff && (await this.staff) === staff) this.staff = null;
        answer = await this.send(request, await this.currentStaff());
      }
      return read(answer);
    } catch (failure) {
      throw failure instanceof HttpFailure ? new PartnerFailure('retry', failure.code) : failure;
    }
  }

  private send(request: HttpRequest, { token, secret }: { readonly token: string | null; readonly secret: string }): Promise<HttpAnswer> {
    const { baseUrl, keys } = this.settings;
    const date = this.now().toUTCString();
    const url = `${baseUrl.origin}${baseUrl.pathname.replace(/\/+$/, '')}${request.path}`;
    const headers = {
      ...request.headers,
      polarisdate: date,
      authorization: authorization(keys.accessId, keys.accessKey, { method: request.method, url, date, secret }),
      ...(token === null ? {} : { 'x-papi-accesstoken': token }),
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
    const path = `/PAPIService/REST/protected/v1/1033/100/${this.settings.organizationId}/authenticator/staff`;
    const request: HttpRequest = { ...withBody(this.settings.keys.staff), method: 'POST', path, repeatable: true };
    const asked = this.now().getTime();
    const body = read(await this.send(request, { token: null, secret: '' }));
    if (Number(body.PAPIErrorCode) < 0) throw new PartnerFailure('credentials', 'staff_refused');
    const { AccessToken: token, AccessSecret: secret } = body;
    if (typeof token !== 'string' || token === '' || typeof secret !== 'string') throw new HttpFailure('unreadable_answer');
    const lifetime = (readMoment(body.AuthExpDate)?.getTime() ?? asked) - asked;
    // A token that lives for less than twice the margin is renewed at half its life.
    return { token, secret, renewAt: asked + Math.max(lifetime - MARGIN_MS, lifetime / 2) };
  }
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
