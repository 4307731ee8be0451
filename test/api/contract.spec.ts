import fc from 'fast-check';
import { accountOf } from '../audit/commands/command.js';
import { type Answer } from '../e2e/api.js';
import { openEvent } from '../e2e/blanks.js';
import { type Service } from '../e2e/partner-sites.js';
import { tokenOf, World } from '../e2e/world.js';
import { Contract } from './contract.js';
import { type Described, type OpenApiDocument } from './document.js';
import { Requests, type WireRequest } from './hostile-requests.js';
import { inThisWorld, OUT_OF_REACH, type Prepare, REQUESTS } from './requests.js';

/** Fixed, so that a fault that was found is found again. */
const SEED = 20_260_615;
const RUNS = 12;
/** A password is slow to check, on purpose. */
const RUNS_WITH_PASSWORD = 3;

/** Examples that ask for something which is not there in this world; what they are answered is documented all the same. */
const NOT_HERE = [
  'POST /v1/cards adopted',
  'POST /v1/cards/replacement keepingTheLibraryNumber',
  'POST /v1/stock/events/{id}/assignments byChip',
  'POST /v1/stock/spoilage byChip',
];

let world: World;
let contract: Contract;

beforeAll(async () => {
  world = await World.begin();
  contract = new Contract((await world.api.get('/openapi.json')).body as unknown as OpenApiDocument);
});
afterAll(() => world.end());

const called = (name: string) => contract.operations.find((one) => one.name === name) as Described;

/** The bodies that an operation shows as examples, by their names; one that is undefined where it takes none. */
function examplesOf({ requestBody }: Described): [string, unknown][] {
  const [media] = Object.values(requestBody?.content ?? {});
  return media?.examples ? Object.entries(media.examples).map(([name, { value }]) => [name, value]) : [['', media?.example]];
}

async function send({ method, path }: Described, prepare: Prepare, example: unknown): Promise<Answer> {
  const { at = [], query = '', body, token, headers = {} } = await prepare(world);
  const places = [...at];
  const address = path.replace(/\{\w+\}/g, () => places.shift() ?? '') + query;
  const sent = inThisWorld(example, body);
  return world.api.call(method, address, { headers, ...(sent === undefined ? {} : { body: sent }), ...(token === undefined ? {} : { token }) });
}

describe('every operation', () => {
  it('is called below', () => {
    const known = [...REQUESTS.keys(), ...Object.keys(OUT_OF_REACH)];
    expect(known.sort()).toEqual(contract.operations.map(({ name }) => name).sort());
  });

  it('takes its examples, and answers as it is documented', async () => {
    const refused: string[] = [];
    const faults: string[] = [];
    for (const [name, prepares] of REQUESTS) {
      for (const [place, [which, example]] of examplesOf(called(name)).entries()) {
        const answer = await send(called(name), (prepares[place] ?? prepares[0]) as Prepare, example);
        const fault = contract.faultOf(called(name), answer);
        if (fault) faults.push(`${name} ${which}: ${fault} ${answer.text}`);
        if (answer.status >= 300) refused.push(`${name} ${which}`.trim());
      }
    }
    expect(faults).toEqual([]);
    expect(refused).toEqual(NOT_HERE);
  });
});

describe('an answer that is not as it is documented', () => {
  let lookUp: Described;
  let good: Answer;

  beforeAll(async () => {
    lookUp = called('POST /v1/cards/lookup');
    good = await send(lookUp, REQUESTS.get(lookUp.name)?.[0] as Prepare, undefined);
  });

  const fault = (change: Partial<Answer>) => contract.faultOf(lookUp, { ...good, ...change });
  const bodyWith = (change: object) => ({ text: JSON.stringify({ ...good.body, ...change }) });

  it('is told from one that is', () => {
    expect(fault({})).toBeNull();
    expect(fault({ status: 204, text: '' })).toBe('status 204 is not documented');
    expect(fault({ headers: { ...good.headers, 'content-type': 'text/html' } })).toBe('the media type text/html is not documented');
    expect(fault({ headers: { 'content-type': 'application/json' } })).toBe('the header X-Request-Id is missing');
    expect(fault(bodyWith({ state: undefined }))).toContain("must have required property 'state'");
    expect(fault(bodyWith({ state: 'lent' }))).toContain('must be equal to one of the allowed values');
    expect(fault(bodyWith({ holder: 'somebody' }))).toContain('must NOT have additional properties');
    expect(fault(bodyWith({ services: [{ service: 'library', desired: 'active', reported: null, cardId: 'x' }] }))).toContain('must NOT have additional properties');
  });

  it('is told by its code too', async () => {
    const refused = await world.api.post('/v1/cards/lookup', { presented: { cardCode: 'x' } }, { token: await world.staff('clerk') });
    expect(contract.faultOf(lookUp, refused)).toBeNull();
    expect(contract.faultOf(called('GET /v1/partners/{id}'), refused)).toContain('must be equal to one of the allowed values');
  });
});

describe('whatever is sent', () => {
  let requests: Requests;
  /** What there is, by the first part of the path and the name of a parameter or field. */
  let known: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

  beforeAll(async () => {
    requests = new Requests(contract.document);
    const card = await world.issue({ services: ['transit'] });
    await world.round(['transit']);
    const token = [tokenOf(card, 'transit')];
    const { id, clients } = await partnerOf('prescription');
    known = {
      cards: { presented: [{ cardCode: card.cardCode }, { slipCode: card.slipCode }], cardNumber: [card.cardNumber] },
      links: { token },
      tokens: { token },
      staff: { id: [accountOf(await world.newcomer(['clerk']))] },
      partners: { id: [id], clientId: clients.map(({ clientId }) => clientId) },
      stock: { id: [(await openEvent(world)).id] },
    };
  });

  async function partnerOf(wanted: Service): Promise<{ id: string; clients: { clientId: string }[] }> {
    const token = await world.staff('admin');
    const partners = (await world.api.get('/v1/partners', { token })).body['partners'] as { id: string; service: string }[];
    const { id } = partners.find(({ service }) => service === wanted) ?? { id: '' };
    return (await world.api.get(`/v1/partners/${id}`, { token })).body as { id: string; clients: { clientId: string }[] };
  }

  async function credentialsFor({ security, path }: Described): Promise<Record<string, string>> {
    const [scheme] = Object.keys(security[0] ?? {});
    if (scheme === 'partner') return { authorization: `Bearer ${await world.partner('transit')}` };
    // What is done to one's own session or account is done to somebody's who is needed for nothing else.
    if (scheme === 'staff') return { authorization: `Bearer ${await (path.startsWith('/v1/auth/') ? world.newcomer() : world.staff('everything'))}` };
    return {};
  }

  /** The first thing found wrong with the answers of an operation, made as small as it gets. */
  async function faultsOf(operation: Described, answered: (status: number) => void): Promise<string[]> {
    const credentials = await credentialsFor(operation);
    const check = async ({ address, headers, body }: WireRequest) => {
      const call = { headers: { ...credentials, ...headers }, idempotencyKey: null, ...(body === undefined ? {} : { body }) };
      const answer = await world.api.call(operation.method, address, call);
      answered(answer.status);
      const meant = contract.at(operation.method, address);
      const fault = meant ? contract.faultOf(meant, answer) : null;
      if (fault ?? answer.status >= 500) throw new Error(`${answer.status} ${fault ?? ''} ${answer.text}`);
    };
    const numRuns = /password|login/.test(operation.path) ? RUNS_WITH_PASSWORD : RUNS;
    const [, , subject = ''] = operation.path.replace('/partner', '').split('/');
    const sent = requests.to(operation, known[subject] ?? {});
    const { failed, counterexample, errorInstance } = await fc.check(fc.asyncProperty(sent, check), { seed: SEED, numRuns });
    return failed ? [`${operation.name} ${JSON.stringify(counterexample)}: ${String(errorInstance)}`] : [];
  }

  it('to any operation is answered as it is documented, and never by a fault of the service', async () => {
    const counts = new Map<string, number>();
    const answered = (status: number) => counts.set(`${status}`.charAt(0), (counts.get(`${status}`.charAt(0)) ?? 0) + 1);
    const faults: string[] = [];
    for (const operation of contract.operations) faults.push(...(await faultsOf(operation, answered)));
    expect(faults).toEqual([]);
    expect(counts.get('2')).toBeGreaterThan(150);
    expect(counts.get('4')).toBeGreaterThan(400);
  });
});
