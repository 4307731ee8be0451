import { type LinkState, PartnerFailure } from '../../modules/links/index.js';
import { type HttpAnswer, type HttpClient, HttpFailure, type HttpRequest } from '../transport/http.js';
import { type TompSettings } from './settings.js';

const COLLECTION = '/collections/customers/items';

const LINK_STATES: readonly unknown[] = ['active', 'suspended', 'ended'] satisfies readonly LinkState[];

/** What we read of a customer account: what we set, and the status that only the operator sets. */
export interface Account {
  readonly cardStatus: unknown;
  readonly replaces: unknown;
  readonly status: unknown;
}

/** What was agreed to stand in `customFields`. */
export interface CustomFields {
  readonly cardStatus: LinkState;
  readonly replaces?: string;
}

/** A request the operator understood and would not carry out. */
export type Refusal = 'not_found' | 'refused';

/**
 * The customer module of the TOMP-API 2.0, of which nothing but `id` and `customFields` is used, and deletion never.
 *
 * Every method throws a PartnerFailure when the operator cannot be reached, understood or convinced of who we are.
 */
export class TompApi {
  constructor(
    private readonly http: HttpClient,
    private readonly settings: Pick<TompSettings, 'acceptLanguage' | 'bearerToken'>,
  ) {}

  find(id: string): Promise<Account | Refusal> {
    return this.ask(id, { method: 'GET', path: pathOf(id) });
  }

  /** Makes an account, or answers the one there is: repeatable by the document's own rule (201, or 200 if known). */
  async create(id: string, replaces?: string): Promise<Account | 'refused'> {
    const request = withBody('application/json', { id, ...(replaces === undefined ? {} : { customFields: { replaces } }) });
    const created = await this.ask(id, { ...request, method: 'POST', path: COLLECTION, repeatable: true });
    // The collection itself is missing: the address is wrong, not the customer.
    if (created === 'not_found') throw new PartnerFailure('retry', 'http_404');
    return created;
  }

  /** The id goes with the patch because the document demands it in every customer, patches included. */
  async change(id: string, customFields: CustomFields): Promise<Account | Refusal> {
    const patch = withBody('application/merge-patch+json', { id, customFields });
    const changed = await this.ask(id, { ...patch, method: 'PATCH', path: pathOf(id) });
    // An account that comes back without what was set did not take it.
    if (typeof changed === 'object' && changed.cardStatus !== customFields.cardStatus) throw new PartnerFailure('retry', 'unreadable_answer');
    return changed;
  }

  private async ask(id: string, request: HttpRequest): Promise<Account | Refusal> {
    const { acceptLanguage, bearerToken } = this.settings;
    const headers = { ...request.headers, authorization: `Bearer ${bearerToken}`, 'accept-language': acceptLanguage };
    try {
      return read(id, await this.http.request({ ...request, headers }));
    } catch (failure) {
      throw failure instanceof HttpFailure ? new PartnerFailure('retry', failure.code) : failure;
    }
  }
}

function pathOf(id: string): string {
  return `${COLLECTION}/${encodeURIComponent(id)}`;
}

function withBody(type: string, body: object): Pick<HttpRequest, 'headers' | 'body'> {
  return { headers: { 'content-type': type }, body: JSON.stringify(body) };
}

/** Of an error only the shape is looked at: its texts are never kept. */
function read(id: string, answer: HttpAnswer): Account | Refusal {
  if (answer.status === 401 || answer.status === 403) throw new PartnerFailure('credentials', `http_${answer.status}`);
  if (answer.status === 404) {
    // Without the document's error object it is some other server's 404, and says nothing about a customer.
    if (!isObject(bodyOf(answer))) throw new PartnerFailure('retry', 'http_404');
    return 'not_found';
  }
  if (answer.status >= 400) return 'refused';
  const account = answer.json() as { customer?: { id?: unknown; customFields?: Record<string, unknown> }; status?: unknown } | null;
  const fields = account?.customer?.customFields ?? {};
  const { cardStatus, replaces } = fields;
  const known = cardStatus === undefined || cardStatus === null || LINK_STATES.includes(cardStatus);
  // Another customer's account is no answer about this one.
  if (account?.customer?.id !== id || !isObject(fields) || Array.isArray(fields) || !known) throw new HttpFailure('unreadable_answer');
  return { cardStatus, replaces, status: account.status };
}

function bodyOf(answer: HttpAnswer): unknown {
  try {
    return answer.json();
  } catch {
    return null;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
