import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { MOST_KEYS, publicKeyOf, thumbprintOf } from './client-keys.js';
import { type Client, type PublicKeys } from './domain/partner.js';
import { type Service } from './domain/service.js';
import { KeyStatements, type KeyStatement } from './key-statements.js';
import { SpentAssertions } from './oauth/spent-assertions.js';
import { PartnerDirectory } from './partner.directory.js';
import { type ClientRow, lockClient, selectClient, setClientKeys } from './partner.store.js';
import { clientKeyInvalid, clientKeyKnown, clientKeyLast, clientKeyNotFound, clientNotFound, keyStatementInvalid } from './partners.errors.js';

/** A client's key, with the name by which it can be removed. */
export interface OwnKey {
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  /** RFC 7517. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export interface OwnKeyList {
  readonly keys: readonly OwnKey[];
}

/** Whose keys they are. */
export interface KeyOwner {
  readonly clientId: string;
  readonly service: Service;
}

/** What a partner's program does with its own public keys. */
@Injectable()
export class OwnKeys {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly directory: PartnerDirectory,
    private readonly statements: KeyStatements,
    private readonly spent: SpentAssertions,
  ) {}

  /** The keys as the database has them now. */
  async list({ clientId }: KeyOwner): Promise<OwnKeyList> {
    const [client] = await this.database.query<ClientRow>(selectClient(clientId));
    if (!client) throw clientNotFound();
    return listed(client.jwks);
  }

  /**
   * Adds a key, which is good at once.
   * @param statement a JWT signed by a key of the client, with the new public key as its claim `add`.
   * @throws DomainError `partner.key_statement_invalid`, `partner.client_key_invalid`, `partner.client_key_private` or
   * `partner.client_key_known`.
   */
  add(caller: Caller, owner: KeyOwner, statement: string): Promise<OwnKeyList> {
    return this.change(caller, owner, 'partner.key_add', async (tx, client) => {
      const key = publicKeyOf(await this.said(tx, client, statement, 'add'), AT_ADD);
      const { keys } = client.jwks;
      const thumbprint = thumbprintOf(key);
      if (keys.some((known) => thumbprintOf(known) === thumbprint)) throw clientKeyKnown();
      const named = key.kid !== undefined && keys.some(({ kid }) => kid === key.kid);
      if (named || keys.length >= MOST_KEYS) throw clientKeyInvalid({ at: AT_ADD, limit: MOST_KEYS });
      return { keys: [...keys, key] };
    });
  }

  /**
   * Removes a key. What was signed with it ends on every instance within seconds, access tokens included.
   * @param statement a JWT signed by a key of the client, with the thumbprint of the key as its claim `remove`.
   * @throws DomainError `partner.key_statement_invalid`, `partner.client_key_not_found` or `partner.client_key_last`.
   */
  remove(caller: Caller, owner: KeyOwner, statement: string): Promise<OwnKeyList> {
    return this.change(caller, owner, 'partner.key_remove', async (tx, client) => {
      const thumbprint = await this.said(tx, client, statement, 'remove');
      const { keys } = client.jwks;
      const left = keys.filter((key) => thumbprintOf(key) !== thumbprint);
      if (left.length === keys.length) throw clientKeyNotFound();
      if (left.length === 0) throw clientKeyLast();
      return { keys: left };
    });
  }

  private async change(
    caller: Caller,
    { clientId, service }: KeyOwner,
    act: string,
    changed: (tx: Tx, client: Client) => Promise<PublicKeys>,
  ): Promise<OwnKeyList> {
    try {
      return await this.work.run(caller, async (tx) => {
        const [client] = await tx.query<ClientRow>(lockClient(clientId));
        if (!client) throw clientNotFound();
        const jwks = await changed(tx, client);
        await tx.query(setClientKeys(clientId, jwks));
        return { result: listed(jwks), audit: { act, reason: service, subject: null, outcome: 'done' } };
      });
    } finally {
      this.directory.forget();
    }
  }

  /** What the statement says; it is used up with the commit of what it asks for. */
  private async said(tx: Tx, client: Client, statement: string, claim: 'add' | 'remove'): Promise<unknown> {
    const { said, jti, expiresAt }: KeyStatement = await this.statements.read(statement, client, claim);
    if (!(await this.spent.spendWith(tx, `keys ${client.clientId} ${jti}`, expiresAt))) throw keyStatementInvalid({ at: '/statement' });
    return said;
  }
}

const AT_ADD = '/statement/add';

function listed({ keys }: PublicKeys): OwnKeyList {
  return { keys: keys.map((jwk) => ({ thumbprint: thumbprintOf(jwk), jwk })) };
}
