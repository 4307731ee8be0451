import Fastify, { type FastifyError, type FastifyRequest } from 'fastify';
import { HttpFaults } from '../../http-faults.js';
import { type SandboxPlan } from '../../plan.js';
import { ReceivedBytes } from '../../received-bytes.js';
import { type FaultyPartner, Violations } from '../../strict-partner.js';
import { heldFields, registrationFault, updateFault } from './agreement.js';
import { Gatekeeper } from './gatekeeper.js';
import { searchFault, searchPage } from './patron-search.js';
import { CODES, type PolarisPatron, PolarisPatrons } from './patrons.js';
import { spoiledAnswers } from './spoiled-answers.js';

const BASE = '/PAPIService/REST';
const SEARCH = `${BASE}/protected/v1/1033/100/1/:token/search/patrons/:qualifier`;
const PATRON = `${BASE}/public/v1/1033/100/1/patron`;

type Body = Readonly<Record<string, unknown>>;

/**
 * Starts a library system in small that speaks the patron part of the Polaris API: staff sign in with domain `CITY`
 * and the client's id and secret. Rejects with the system's error, `EADDRINUSE` for instance, when it cannot listen.
 */
export async function startPolarisPartner(plan: SandboxPlan, now: () => Date = () => new Date()): Promise<FaultyPartner> {
  const received = new ReceivedBytes();
  const violations = new Violations();
  const patrons = new PolarisPatrons(plan.home, now);
  const desk = new Desk(patrons, new Gatekeeper(plan.library, now), violations);
  const app = Fastify({ forceCloseConnections: true });
  received.watch(app.server);
  const faults = new HttpFaults(spoiledAnswers(() => patrons.all()));
  faults.register(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    violations.note(`${request.method} ${request.routeOptions.url ?? 'no route'}: ${error.statusCode ?? 500} ${error.statusCode === 401 ? error.message : error.code}`);
    return reply.code(error.statusCode ?? 500).send();
  });
  app.post(`${BASE}/protected/v1/1033/100/1/authenticator/staff`, (request) => desk.signIn(request));
  app.get(SEARCH, (request) => desk.search(request));
  app.get(`${PATRON}/:barcode/basicdata`, (request) => desk.show(request));
  app.post(PATRON, (request) => desk.register(request));
  app.put(`${PATRON}/:barcode`, (request) => desk.update(request));
  const address = await app.listen({ host: plan.host, port: plan.library.port }).catch((error: unknown) => {
    patrons.close();
    throw error;
  });
  return {
    service: 'library',
    address,
    interfaces: [faults],
    records: () => patrons.all().map((held) => ({ token: held.Barcode, state: stateOf(held, now()), held })),
    edit: (token, change) => patrons.edit(token, change),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      await app.close();
      patrons.close();
    },
  };
}

/** The methods. A refusal is an answer with HTTP 200 and a negative code. */
class Desk {
  constructor(
    private readonly patrons: PolarisPatrons,
    private readonly gatekeeper: Gatekeeper,
    private readonly violations: Violations,
  ) {}

  signIn(request: FastifyRequest): Body {
    this.gatekeeper.check(request, false);
    const signedIn = this.gatekeeper.signIn(request.body);
    return signedIn ? { PAPIErrorCode: 0, ErrorMessage: null, ...signedIn } : this.refusal(-8001, 'staff');
  }

  show(request: FastifyRequest): Body {
    const patron = this.existing(request);
    if (!patron) return { PAPIErrorCode: -3000, ErrorMessage: 'Patron not found', PatronBasicData: null };
    const shown = { ...patron, ExpirationDate: microsoft(patron.ExpirationDate), AddrCheckDate: microsoft(patron.AddrCheckDate) };
    return { PAPIErrorCode: 1, ErrorMessage: null, PatronBasicData: shown };
  }

  search(request: FastifyRequest): Body {
    const { token, qualifier } = request.params as { token: string; qualifier: string };
    this.gatekeeper.check(request, true, token);
    const query = request.query as Readonly<Record<string, unknown>>;
    const fault = searchFault(qualifier, query);
    return fault === null ? searchPage(this.patrons.all(), query) : this.refusal(-3596, fault);
  }

  register(request: FastifyRequest): Body {
    this.gatekeeper.check(request, true);
    const body = request.body as Body;
    const fault = registrationFault(body);
    if (fault) return this.refusal(fault.code, fault.field);
    const barcode = String(body.Barcode);
    if (this.patrons.find(barcode)) return { PAPIErrorCode: -3505, ErrorMessage: 'Duplicate barcode' };
    const { PatronID } = this.patrons.create({ ...body, ...heldFields(body), Barcode: barcode });
    return { PAPIErrorCode: 0, ErrorMessage: null, Barcode: barcode, PatronID };
  }

  update(request: FastifyRequest): Body {
    const patron = this.existing(request);
    if (!patron) return { PAPIErrorCode: -3000, ErrorMessage: 'Patron not found' };
    const fault = patron.PatronCodeID === CODES.walkIn ? { code: -3597, field: 'Barcode' } : updateFault(request.body as Body);
    if (fault) return this.refusal(fault.code, fault.field);
    this.patrons.change(patron, heldFields(request.body as Body));
    return { PAPIErrorCode: 0, ErrorMessage: null };
  }

  private existing(request: FastifyRequest): PolarisPatron | undefined {
    this.gatekeeper.check(request, true);
    return this.patrons.find((request.params as { barcode: string }).barcode);
  }

  private refusal(code: number, field: string): Body {
    this.violations.note(`PAPI ${code}: ${field}`);
    return { PAPIErrorCode: code, ErrorMessage: `Not accepted: ${field}` };
  }
}

function microsoft(moment: string): string {
  return `/Date(${Date.parse(moment)}-0500)/`;
}

/** An address check that has come up blocks a patron by itself. */
function stateOf(patron: PolarisPatron, now: Date): 'active' | 'suspended' | 'ended' {
  const today = now.toISOString().slice(0, 10);
  if (patron.ExpirationDate.slice(0, 10) < today) return 'ended';
  return patron.PatronCodeID === CODES.citySuspended || patron.AddrCheckDate.slice(0, 10) <= today ? 'suspended' : 'active';
}
