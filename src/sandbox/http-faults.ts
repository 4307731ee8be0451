import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { FaultSet, oneOf, type Switches, YES_OR_NO } from './faults.js';
import { STRAY } from './stray-person.js';

/** What can go wrong at an HTTP interface. */
export const HTTP_SWITCHES = {
  /** Every request is refused with this status and does nothing. */
  refuseWith: oneOf(400, 401, 403, 404, 409, 429, 500, 503),
  /** Requests are carried out as ever, and answered with something else. */
  wrongAnswers: oneOf('html', 'html_404', 'empty', 'truncated_json', 'error_in_200', 'another_record', 'wrong_id', 'missing_fields', 'wrong_types'),
  /** Refusals and wrong answers are for requests that read, or for those that write. */
  only: oneOf('reads', 'writes'),
  /** A person's name in every place that takes text: fields of records, texts of errors, headers, the reason phrase. */
  names: YES_OR_NO,
} as const satisfies Switches;

type Body = unknown;

/** How the answers of one interface go wrong. Each takes a body as it would be, and leaves alone what is none of its records. */
export interface Spoilers {
  readonly another_record: (right: Body) => Body;
  readonly wrong_id: (right: Body) => Body;
  readonly missing_fields: (right: Body) => Body;
  readonly wrong_types: (right: Body) => Body;
  readonly names: (right: Body) => Body;
  /** The body of an error as this interface writes it. */
  readonly error: (status: number) => Body;
}

const PAGE = '<!doctype html><html lang="en"><title>Sign in</title><p>Please sign in to the network.</p></html>';

export class HttpFaults extends FaultSet<typeof HTTP_SWITCHES> {
  constructor(private readonly spoilers: Spoilers) {
    super(HTTP_SWITCHES);
  }

  /** To be called before any route is declared. */
  register(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, done) => {
      const status = this.get('refuseWith');
      if (status === undefined || !this.concerns(request)) done();
      else void reply.code(status).type('application/json').send(JSON.stringify(this.spoilers.error(status)));
    });
    app.addHook('onSend', (request, reply, payload, done) => {
      const named = this.get('names') ? this.named(reply, text(payload)) : text(payload);
      done(null, this.get('wrongAnswers') === undefined || !this.concerns(request) ? named : this.wrong(reply, named));
    });
  }

  private concerns({ method }: FastifyRequest): boolean {
    const only = this.get('only');
    return only === undefined || (only === 'reads') === (method === 'GET');
  }

  private named(reply: FastifyReply, right: string): string {
    reply.raw.statusMessage = STRAY.name;
    void reply.headers({
      server: STRAY.name,
      location: `/patrons/${STRAY.fileName}?born=${STRAY.born}`,
      link: `</patrons/${STRAY.fileName}>; rel="next"; title="${STRAY.note}"`,
      etag: `"${STRAY.fileName}"`,
      'set-cookie': `holder=${STRAY.fileName}; Path=/`,
      'retry-after': STRAY.name,
      'www-authenticate': `Basic realm="${STRAY.note}"`,
      'content-type': `application/json; charset=utf-8; about="${STRAY.name}"`,
      'x-patron': STRAY.note,
    });
    const body = parsed(right);
    return body === undefined ? right : JSON.stringify(this.spoilers.names(body));
  }

  private wrong(reply: FastifyReply, right: string): string {
    switch (this.get('wrongAnswers')) {
      case 'html':
        void reply.code(200).type('text/html');
        return PAGE;
      case 'html_404':
        void reply.code(404).type('text/html');
        return PAGE;
      case 'empty':
        return '';
      case 'truncated_json':
        return right.slice(0, right.length / 2);
      case 'error_in_200':
        void reply.code(200);
        return JSON.stringify(this.spoilers.error(500));
      default:
        return this.changed(right);
    }
  }

  private changed(right: string): string {
    const [wrong, body] = [this.get('wrongAnswers') as 'another_record' | 'wrong_id' | 'missing_fields' | 'wrong_types', parsed(right)];
    return body === undefined ? right : JSON.stringify(this.spoilers[wrong](body));
  }
}

/** A body of any shape with a change made to each record in it, and to nothing else. */
export function eachRecord(isRecord: (value: Readonly<Record<string, unknown>>) => boolean, change: (record: Readonly<Record<string, unknown>>) => unknown) {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const record = value as Readonly<Record<string, unknown>>;
    return isRecord(record) ? change(record) : Object.fromEntries(Object.entries(record).map(([name, one]) => [name, walk(one)]));
  };
  return walk;
}

/** An error's body with a person in it wherever it takes text, and in places where it takes none. */
export function nameInError(body: Readonly<Record<string, unknown>>): unknown {
  const texts = Object.entries(body).map(([name, value]): [string, unknown] => [name, typeof value === 'string' ? STRAY.note : nameInside(value)]);
  return { ...Object.fromEntries(texts), message: STRAY.note, detail: STRAY.note, person: { name: STRAY.name, email: STRAY.email, born: STRAY.born } };
}

function nameInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nameInside);
  if (typeof value === 'string') return STRAY.note;
  return typeof value === 'object' && value !== null ? nameInError(value as Readonly<Record<string, unknown>>) : value;
}

function text(payload: unknown): string {
  return typeof payload === 'string' ? payload : '';
}

function parsed(right: string): unknown {
  try {
    return JSON.parse(right) as unknown;
  } catch {
    return undefined;
  }
}
