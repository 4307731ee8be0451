/** What the OpenAPI document says first. CommonMark. */
export const DESCRIPTION = `Issues a city's multi-function card and keeps its partners in step. A partner learns a pseudonymous token and its status, and nothing else.

**Errors** are problem documents (RFC 9457) with a stable \`code\`; programs decide by it. Nothing that was sent is repeated. A field or query parameter that an operation does not declare refuses the whole request: \`request.unknown_field\` (400). Some are answered before it is known which operation is meant, by any address: \`route.unknown\` (404), \`route.method_not_allowed\` (405), \`request.timed_out\` (408), \`request.headers_too_large\` (431).

**Acts** take an \`Idempotency-Key\`: with the same key, the same request takes effect once and is answered again as it was, however often it is sent.

**Numbers, codes and tokens** never stand in an address. Some reads are POSTs for that reason alone.`;

const SIGN_IN =
  'Sessions of staff, the second factor, and the station where somebody works. With an identity provider, a browser that is sent to ' +
  '`GET /v1/auth/oidc/start` is sent on (302) to sign in there; a program that cannot open one signs in with name and password.';

/** What operations are gathered under, in the order in which a reader wants them. */
export const TAGS = [
  { name: 'cards', description: 'Cards over the counter, by presenting the card or its slip.' },
  { name: 'links', description: "One link at a time, by the partner's own token: for *the partner says ...*." },
  { name: 'lanes', description: 'The ways to the partners: what waits, stop and resume.' },
  { name: 'reconciliation', description: "Partners' full lists against what the city wants: runs, breaks, decisions." },
  { name: 'rules', description: 'Validity, fees, first digits of card numbers and the time for renewal, each with the day from which it holds.' },
  { name: 'stock', description: 'Blanks: received, assigned to the stations of an event, and accounted for.' },
  { name: 'staff sign-in', description: SIGN_IN },
  { name: 'staff', description: 'Accounts of staff.' },
  { name: 'approvals', description: 'Changes that wait for a second administrator.' },
  { name: 'audit', description: 'What was done and what was refused, for auditors.' },
  { name: 'partners', description: 'The registry of partners and of their clients.' },
  { name: 'partner authorization', description: 'OAuth 2.0 client credentials with `private_key_jwt`.' },
  { name: 'partner', description: "What a partner's own program calls. Each partner sees its own tokens and nothing else." },
  { name: 'partner webhook', description: 'Being told that the change feed has something new, by messages as Standard Webhooks describes them.' },
  { name: 'operations', description: 'For orchestrators.' },
];
