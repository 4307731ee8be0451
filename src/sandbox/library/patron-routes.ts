import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type HttpFaults } from '../http-faults.js';
import { bodyFaults, type Fault, identityFaults, type Patron } from './patron-schema.js';
import { type Match, type Patrons } from './patrons.js';
import { Refusal } from './refusal.js';
import { WALK_IN_CATEGORY } from './seed.js';
import { withoutStray } from './spoiled-patrons.js';

type Body = Readonly<Record<string, unknown>>;

const SEARCHABLE = ['cardnumber', 'category_id'];
const MATCHES: readonly string[] = ['exact', 'contains', 'starts_with', 'ends_with'];
const DEFAULT_PAGE_SIZE = 20;

/** The patron routes of the Koha REST API: search, read, create, replace. There is no way to delete. */
export class PatronRoutes {
  constructor(
    private readonly patrons: Patrons,
    private readonly agreed: { readonly libraryId: string; readonly categoryId: string },
    private readonly faults: HttpFaults,
  ) {}

  register(app: FastifyInstance): void {
    app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
    app.get('/api/v1/patrons', (request, reply) => this.search(request, reply));
    app.post('/api/v1/patrons', (request, reply) => this.create(request, reply));
    app.get('/api/v1/patrons/:patron_id', (request) => this.existing(request));
    app.put('/api/v1/patrons/:patron_id', (request) => this.replace(request));
  }

  private search(request: FastifyRequest, reply: FastifyReply): Patron[] {
    const query = request.query as Record<string, string>;
    const known = [...SEARCHABLE, '_match', '_order_by', '_page', '_per_page'];
    const faults = Object.keys(query).flatMap((name): Fault[] =>
      known.includes(name) ? [] : [{ path: `/${name}`, message: 'Unknown query parameter.' }],
    );
    const match = query._match ?? 'contains';
    if (!MATCHES.includes(match)) faults.push({ path: '/_match', message: 'Not in enum list.' });
    if (![undefined, 'patron_id'].includes(query._order_by)) faults.push({ path: '/_order_by', message: 'Not in enum list.' });
    const page = positive(query, '_page', 1, faults);
    const perPage = positive(query, '_per_page', DEFAULT_PAGE_SIZE, faults);
    if (faults.length > 0) throw Refusal.ofFaults(faults);

    const fields = Object.fromEntries(Object.entries(query).filter(([name]) => SEARCHABLE.includes(name)));
    const found = this.patrons.search(fields, match as Match);
    void reply.header('X-Total-Count', found.length);
    void reply.header('X-Base-Total-Count', this.patrons.all().length);
    void reply.header('Link', links(request, page, Math.max(1, Math.ceil(found.length / perPage))));
    return found.slice((page - 1) * perPage, page * perPage);
  }

  private create(request: FastifyRequest, reply: FastifyReply): Patron {
    const body = this.checked(request.body);
    const patron = this.patrons.create(body);
    void reply.code(201).header('Location', `${request.url.split('?')[0]}/${patron.patron_id}`);
    return patron;
  }

  private replace(request: FastifyRequest): Patron {
    const held = this.existing(request);
    // A city that read a name here has to bring it back: a PUT holds the whole patron.
    const body = this.faults.get('names') ? withoutStray((request.body ?? {}) as Body, held) : request.body;
    return this.patrons.replace(held.patron_id, this.checked(body, held.patron_id));
  }

  private existing(request: FastifyRequest): Patron {
    const { patron_id: text } = request.params as { patron_id: string };
    if (!/^\d{1,9}$/.test(text)) throw Refusal.ofFaults([{ path: '/patron_id', message: 'Expected integer.' }]);
    const patron = this.patrons.find(Number(text));
    if (!patron) throw Refusal.because(404, 'Patron not found.');
    return patron;
  }

  /** The body, once it is well formed, agreed on, without conflict and free of dangling references. */
  private checked(body: unknown, replacing?: number): Body {
    const faults = bodyFaults(body);
    if (faults.length > 0) throw Refusal.ofFaults(faults);
    const patron = body as Body;
    if (patron.category_id === this.agreed.categoryId) {
      const told = identityFaults(patron);
      if (told.length > 0) throw Refusal.ofFaults(told);
    }
    if (this.patrons.taken(patron.cardnumber, replacing)) {
      throw Refusal.because(409, 'A patron record matching these details already exists', { conflict: 'cardnumber' });
    }
    if (patron.library_id !== this.agreed.libraryId) throw Refusal.because(400, 'Given library_id does not exist');
    if (patron.category_id !== this.agreed.categoryId && patron.category_id !== WALK_IN_CATEGORY) {
      throw Refusal.because(400, 'Given category_id does not exist');
    }
    return patron;
  }
}

function positive(query: Readonly<Record<string, string>>, name: string, fallback: number, faults: Fault[]): number {
  const text = query[name];
  if (text === undefined) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text)) faults.push({ path: `/${name}`, message: 'Expected a positive integer.' });
  return Number(text);
}

function links(request: FastifyRequest, page: number, last: number): string {
  const pages = { first: 1, prev: page > 1 ? page - 1 : null, next: page < last ? page + 1 : null, last };
  return Object.entries(pages)
    .filter(([, number]) => number !== null)
    .map(([rel, number]) => {
      const url = new URL(request.url, `http://${request.host}`);
      url.searchParams.set('_page', String(number));
      return `<${url.href}>; rel="${rel}"`;
    })
    .join(', ');
}
