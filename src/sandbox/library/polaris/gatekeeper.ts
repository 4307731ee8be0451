import { createHmac, randomBytes } from 'node:crypto';
import { type FastifyRequest } from 'fastify';

/** Why a request is turned away with 401. */
export class Unauthorized extends Error {
  readonly statusCode = 401;
}

interface Staff {
  readonly secret: string;
  readonly expires: number;
}

const LIFETIME_MS = 3_600_000;
const SKEW_MS = 5 * 60_000;

/** Checks signatures and staff tokens. Tokens live in memory, so a restart ends them all. */
export class Gatekeeper {
  private readonly staff = new Map<string, Staff>();

  constructor(
    private readonly client: { readonly clientId: string; readonly clientSecret: string },
    private readonly now: () => Date,
  ) {}

  /**
   * @param inAddress the staff token of a protected method, which carries it in its address and not in a header.
   * @throws Unauthorized unless the request is signed, by the clock, and by a staff member where one is needed.
   */
  check(request: FastifyRequest, needsStaff: boolean, inAddress?: string): void {
    const { polarisdate: date, authorization, 'x-papi-accesstoken': inHeader } = request.headers;
    if (inAddress !== undefined && inHeader !== undefined) throw new Unauthorized('two staff tokens');
    const token = inAddress ?? inHeader;
    const sent = typeof date === 'string' ? Date.parse(date) : NaN;
    const inTime = Math.abs(sent - this.now().getTime()) <= SKEW_MS && new Date(sent).toUTCString() === date;
    if (!inTime) throw new Unauthorized('PolarisDate is missing, malformed or off');
    const staff = typeof token === 'string' ? this.staff.get(token) : undefined;
    if (needsStaff && (!staff || staff.expires <= this.now().getTime())) throw new Unauthorized('no staff token');
    const url = `http://${request.host}${request.url}`;
    const text = request.method + url + String(date) + (staff?.secret ?? '');
    const hash = createHmac('sha1', this.client.clientSecret).update(text).digest('base64');
    if (authorization !== `PWS ${this.client.clientId}:${hash}`) throw new Unauthorized('signature does not fit');
  }

  signIn(body: unknown): Readonly<Record<string, unknown>> | null {
    const { Domain, Username, Password } = (body ?? {}) as Record<string, unknown>;
    const { clientId, clientSecret } = this.client;
    if (Domain !== 'CITY' || Username !== clientId || Password !== clientSecret) return null;
    const [token, secret] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const expires = this.now().getTime() + LIFETIME_MS;
    this.staff.set(token, { secret, expires });
    return { AccessToken: token, AccessSecret: secret, AuthExpDate: `/Date(${expires}-0500)/` };
  }
}
