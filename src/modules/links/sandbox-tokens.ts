import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Tx, violatedUnique } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Partner, PartnerRegistry } from '../partners/index.js';
import { type LinkState, type Service } from './domain/service.js';
import { drawToken } from './enrolment.service.js';
import { selectTold, type ToldRow } from './feed.store.js';
import { insertLinks } from './link.store.js';
import { LinkSeals } from './link-seals.js';
import { linkEnded, linkNotFound, tokenNotMade } from './links.errors.js';
import { type PublishedAct, PublisherService } from './publisher.service.js';
import { moveSandboxLink, sandboxLinkId, selectSandboxLink } from './sandbox-token.store.js';
import { type ToldToken, toldToken } from './told-token.js';

const DRAWS = 5;

/** Links without a card, which a partner makes and moves by itself to try its program out. */
@Injectable()
export class SandboxTokens {
  private readonly seals: LinkSeals;

  constructor(
    private readonly partners: PartnerRegistry,
    private readonly publisher: PublisherService,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /**
   * Makes an active token that is published at once.
   * @param validThrough `YYYY-MM` or `never`; a month that is over gives a token that is not valid any more.
   * @throws DomainError `sandbox.token_not_made`.
   */
  async make(caller: Caller, service: Service, validThrough: string): Promise<ToldToken> {
    const partner = await this.partners.partnerOf(service);
    for (let draw = 1; ; draw += 1) {
      try {
        return await this.publisher.withAct(caller, service, (tx) => this.insert(tx, partner, validThrough));
      } catch (error) {
        if (draw === DRAWS || violatedUnique(error) === null) throw error;
      }
    }
  }

  /**
   * Moves a token that was made here; an ended one stays ended.
   * @throws DomainError `link.not_found` or `link.ended`.
   */
  move(caller: Caller, service: Service, token: string, state: LinkState): Promise<ToldToken> {
    const indexes = this.seals.tokenIndexes(service, token);
    return this.publisher.withAct(caller, service, async (tx) => {
      const [moved] = await tx.query<{ id: string }>(moveSandboxLink(indexes, state, this.clock.today()));
      if (!moved) throw (await tx.query(selectSandboxLink(indexes))).length > 0 ? linkEnded() : linkNotFound();
      return this.done(tx, service, moved.id, 'sandbox.token_move', state);
    });
  }

  private async insert(tx: Tx, partner: Partner, validThrough: string): Promise<PublishedAct<ToldToken>> {
    const { service } = partner;
    const id = sandboxLinkId(randomUUID());
    const token = minted(partner);
    const { index, version } = this.seals.tokenIndex(service, token);
    const sealedToken = this.seals.sealToken(id, service, token);
    const row = { id, service, origin: 'minted', tokenIndex: index, keyVersion: version, sealedToken, replaces: null } as const;
    await tx.query(insertLinks([row], validThrough, this.clock.today()));
    return this.done(tx, service, id, 'sandbox.token_make', null);
  }

  private done(tx: Tx, service: Service, id: string, act: string, reason: string | null): PublishedAct<ToldToken> {
    return {
      linkIds: [id],
      audit: { act, reason, subject: null, outcome: 'done' },
      answer: async () => {
        const [row] = await tx.query<ToldRow>(selectTold([id]));
        if (!row) throw linkNotFound();
        return toldToken(this.seals, service, row, row.published_state, false);
      },
    };
  }
}

/** @throws DomainError `sandbox.token_not_made` where tokens come from elsewhere. */
function minted(partner: Partner): string {
  const constant = partner.service === 'prescription' && partner.policy.tokens.constantId !== undefined;
  const fromChips = partner.service === 'transit' && !partner.policy.tokens.mint;
  if (constant || fromChips) throw tokenNotMade();
  return drawToken(partner, {}).token;
}
