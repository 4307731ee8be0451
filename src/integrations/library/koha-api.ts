import { PartnerFailure } from '../../modules/links/index.js';
import { type HttpAnswer, type HttpClient, HttpFailure, type HttpRequest } from '../transport/http.js';
import { AccessTokens } from './access-tokens.js';
import { asPatron, type Patron } from './patron.js';

/** What became of a write. `bad_reference`: the library or the category does not exist there. */
export type WriteOutcome = 'done' | 'duplicate' | 'not_found' | 'bad_reference' | 'refused';

type Body = Readonly<Record<string, unknown>>;

/**
 * The few routes of the Koha REST API that are used: patrons are searched, created and replaced, never deleted.
 *
 * Every method throws a PartnerFailure when the partner cannot be reached, understood or convinced of who we are.
 * A 403 stops the lane too: it means that our account lacks the permission to edit patrons, all of them.
 */
export class KohaApi {
  private readonly tokens: AccessTokens;

  constructor(
    private readonly http: HttpClient,
    client: { readonly clientId: string; readonly clientSecret: string },
    now: () => Date,
  ) {
    this.tokens = new AccessTokens(http, client, now);
  }

  /** The patron with exactly this card number, or null. */
  async find(cardnumber: string): Promise<Patron | null> {
    const answer = await this.ask({ method: 'GET', path: '/api/v1/patrons', query: { cardnumber, _match: 'exact' } });
    if (answer.status !== 200) throw new PartnerFailure('retry', `http_${answer.status}`);
    const found = read(answer);
    const patrons = Array.isArray(found) ? found.map(asPatron) : [null];
    if (patrons.includes(null)) throw new PartnerFailure('retry', 'unreadable_answer');
    return patrons.find((patron) => patron?.cardnumber === cardnumber) ?? null;
  }

  /** Repeatable, because a second creation of the same card number is answered as a duplicate. */
  async create(patron: Body): Promise<WriteOutcome> {
    return outcome(await this.ask({ ...withBody(patron), method: 'POST', path: '/api/v1/patrons', repeatable: true }));
  }

  /** Replaces the whole patron. */
  async replace(patronId: number, patron: Body): Promise<WriteOutcome> {
    return outcome(await this.ask({ ...withBody(patron), method: 'PUT', path: `/api/v1/patrons/${patronId}` }));
  }

  /** Sends a request with a token, once more with a new one after a 401. */
  private async ask(request: HttpRequest): Promise<HttpAnswer> {
    try {
      const token = await this.tokens.current();
      let answer = await this.http.request(authorized(request, token));
      if (answer.status === 401) {
        await this.tokens.forget(token);
        answer = await this.http.request(authorized(request, await this.tokens.current()));
      }
      if (answer.status === 401 || answer.status === 403) {
        throw new PartnerFailure('credentials', `http_${answer.status}`);
      }
      return answer;
    } catch (failure) {
      throw failure instanceof HttpFailure ? new PartnerFailure('retry', failure.code) : failure;
    }
  }
}

function authorized(request: HttpRequest, token: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

function withBody(body: Body): Pick<HttpRequest, 'headers' | 'body'> {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function read(answer: HttpAnswer): unknown {
  try {
    return answer.json();
  } catch {
    throw new PartnerFailure('retry', 'unreadable_answer');
  }
}

function outcome(answer: HttpAnswer): WriteOutcome {
  if (answer.status < 300) return 'done';
  if (answer.status === 409) return 'duplicate';
  if (answer.status === 404) return 'not_found';
  return answer.status === 400 && namesReference(answer) ? 'bad_reference' : 'refused';
}

/** Koha lists the faults of a body under `errors`, and says a missing library or category in one `error`. */
function namesReference(answer: HttpAnswer): boolean {
  const body = read(answer) as { error?: unknown; errors?: unknown } | null;
  return typeof body?.error === 'string' && body.errors === undefined;
}
