import { PartnerFailure } from '../../modules/links/index.js';
import { type HttpAnswer, type HttpClient, HttpFailure, type HttpRequest } from '../transport/http.js';
import { type Authorization } from './access-tokens.js';
import { asPatron, hasNoNumber, type Patron } from './patron.js';

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
  constructor(
    private readonly http: HttpClient,
    private readonly authorization: Authorization,
  ) {}

  /** The patron with exactly this card number, or null. */
  async find(cardnumber: string): Promise<Patron | null> {
    const patrons = (await this.search({ cardnumber, _match: 'exact' })).map(asPatron);
    // A record that was not asked for is no answer: taken for one it would say that the number is unknown.
    if (!patrons.every((patron) => patron && same(patron.cardnumber, cardnumber))) throw new PartnerFailure('retry', 'unreadable_answer');
    return patrons.find((patron) => patron?.cardnumber === cardnumber) ?? null;
  }

  /**
   * Every patron of a category that has a card number, by patron id, so that a patron who is added meanwhile shifts
   * no page. Ends at an empty page: a server may send shorter pages than it was asked for.
   */
  async *inCategory(categoryId: string, perPage: number): AsyncGenerator<Patron> {
    let last = -Infinity;
    for (let page = 1; ; page += 1) {
      const query = { category_id: categoryId, _match: 'exact', _order_by: 'patron_id', _per_page: String(perPage), _page: String(page) };
      const found = await this.search(query);
      if (found.length === 0) return;
      for (const one of found) {
        const patron = asPatron(one);
        const id = patron?.patron_id ?? (hasNoNumber(one) ? one.patron_id : NaN);
        const strange = patron !== null && !same(String(patron.category_id), categoryId);
        // Also a server that knows no pages, no order or no categories comes to an end here.
        if (!(id > last) || strange) throw new PartnerFailure('retry', 'unreadable_answer');
        last = id;
        if (patron) yield patron;
      }
    }
  }

  /** Repeatable, because a second creation of the same card number is answered as a duplicate. */
  async create(patron: Body): Promise<WriteOutcome> {
    return outcome(await this.ask({ ...withBody(patron), method: 'POST', path: '/api/v1/patrons', repeatable: true }), patron);
  }

  /** Replaces the whole patron. */
  async replace(patronId: number, patron: Body): Promise<WriteOutcome> {
    return outcome(await this.ask({ ...withBody(patron), method: 'PUT', path: `/api/v1/patrons/${patronId}` }), patron);
  }

  private async search(query: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
    const answer = await this.ask({ method: 'GET', path: '/api/v1/patrons', query });
    if (answer.status !== 200) throw new PartnerFailure('retry', `http_${answer.status}`);
    const found = read(answer);
    if (!Array.isArray(found)) throw new PartnerFailure('retry', 'unreadable_answer');
    return found as unknown[];
  }

  /** Sends a request, after a 401 once more if there is a new token to be had. */
  private async ask(request: HttpRequest): Promise<HttpAnswer> {
    try {
      const header = await this.authorization.current();
      let answer = await this.http.request(authorized(request, header));
      if (answer.status === 401 && (await this.authorization.refused(header))) {
        answer = await this.http.request(authorized(request, await this.authorization.current()));
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

/** The database behind Koha takes capital and small letters for the same. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function authorized(request: HttpRequest, authorization: string): HttpRequest {
  return { ...request, headers: { ...request.headers, authorization } };
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

/** A write is done when the patron comes back as it was written: something else on the way may answer 200 as well. */
function outcome(answer: HttpAnswer, written: Body): WriteOutcome {
  if (answer.status < 300) {
    const patron = asPatron(read(answer));
    const shown = patron && ['cardnumber', 'category_id', 'expiry_date'].every((name) => patron[name] === (written[name] ?? null));
    if (!shown || (patron.patron_card_lost === true) !== (written.patron_card_lost === true)) throw new PartnerFailure('retry', 'unreadable_answer');
    return 'done';
  }
  if (answer.status === 409) return 'duplicate';
  if (answer.status === 404) {
    // Without Koha's error it is some other server's 404, and says nothing about a patron.
    if (!isObject(read(answer))) throw new PartnerFailure('retry', 'http_404');
    return 'not_found';
  }
  return answer.status === 400 && namesReference(answer) ? 'bad_reference' : 'refused';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Koha lists the faults of a body under `errors`, and says a missing library or category in one `error`. */
function namesReference(answer: HttpAnswer): boolean {
  const body = read(answer) as { error?: unknown; errors?: unknown } | null;
  return typeof body?.error === 'string' && body.errors === undefined;
}
