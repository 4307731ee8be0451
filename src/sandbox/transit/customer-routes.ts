import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Account, type Accounts, type CustomFields, type CustomFieldsPatch } from './accounts.js';
import { agreementFaults } from './agreement.js';
import { type Operation, type PublishedContract } from './published-contract.js';

const COLLECTION = '/collections/customers/items';
const ITEM = `${COLLECTION}/{customerId}`;

interface Body {
  readonly id: string;
  readonly customFields?: CustomFieldsPatch;
}

/** A request that does not fit the published document or the agreement. The message holds no value. */
export class Refused extends Error {
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
    this.name = 'Refused';
  }
}

/** The customer module of the TOMP-API 2.0, save deletion, which was not agreed. */
export class CustomerRoutes {
  constructor(
    private readonly accounts: Accounts,
    private readonly contract: PublishedContract,
    private readonly bearerToken: string,
  ) {}

  register(app: FastifyInstance): void {
    const item = `${COLLECTION}/:customerId`;
    app.post(COLLECTION, (request, reply) => this.create(request, reply));
    app.get(item, (request, reply) => this.show(request, reply));
    app.patch(item, (request, reply) => this.update(request, reply));
    app.delete(item, (request) => {
      this.check({ path: ITEM, method: 'delete' }, request);
      throw new Refused(405, 'deletion was not agreed');
    });
  }

  private create(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const operation: Operation = { path: COLLECTION, method: 'post' };
    const { id, customFields } = this.checkedBody(operation, request);
    if (Object.values(customFields ?? {}).includes(null)) throw new Refused(400, 'body/customFields: type');
    const known = this.accounts.find(id);
    const account = known ?? this.accounts.create(id, customFields as CustomFields | undefined);
    return this.answer(operation, reply.code(known ? 200 : 201), account);
  }

  private show(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const operation: Operation = { path: ITEM, method: 'get' };
    this.check(operation, request);
    return this.answer(operation, reply, this.existing(request));
  }

  private update(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const operation: Operation = { path: ITEM, method: 'patch' };
    const { id, customFields } = this.checkedBody(operation, request);
    const account = this.existing(request);
    if (id !== account.id) throw new Refused(400, 'body/id: is not the one in the path');
    return this.answer(operation, reply, this.accounts.patch(account, customFields));
  }

  private existing(request: FastifyRequest): Account {
    const account = this.accounts.find((request.params as { customerId: string }).customerId);
    if (!account) throw new Refused(404, 'no such customer');
    return account;
  }

  private checkedBody(operation: Operation, request: FastifyRequest): Body {
    this.check(operation, request);
    const faults = this.contract.bodyFaults(operation, request.headers['content-type'] ?? '', request.body);
    if (faults.length === 0) faults.push(...agreementFaults(request.body));
    if (faults.length > 0) throw new Refused(400, faults.join(', '));
    return request.body as Body;
  }

  private check(operation: Operation, { headers, params }: FastifyRequest): void {
    if (headers.authorization !== `Bearer ${this.bearerToken}`) throw new Refused(401, 'not authorized');
    // The document asks for Accept-Language at the collection alone; here it is wanted everywhere.
    const asked = operation.path === COLLECTION ? [operation] : [{ ...operation, path: COLLECTION }, operation];
    const faults = asked.flatMap((one) => this.contract.parameterFaults(one, headers, params as Record<string, string>));
    if (faults.length > 0) throw new Refused(400, faults.join(', '));
  }

  /** Sends an account; one that does not fit the published document is a fault of this system. */
  private answer(operation: Operation, reply: FastifyReply, account: Account): FastifyReply {
    void reply.type('application/json');
    const faults = this.contract.answerFaults(operation, reply.statusCode, reply.getHeaders(), account);
    if (faults.length > 0) throw new Error(`own answer: ${faults.join(', ')}`);
    return reply.send(account);
  }
}
