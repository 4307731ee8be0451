import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { type Statement } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { systemRandomness } from '../../kernel/randomness/randomness.js';
import { type Partner, partnerNotConfigured, PartnerRegistry, type PrescriptionTokens } from '../partners/index.js';
import { constantMark } from './domain/constant-services.js';
import { type Service, type TokenOrigin } from './domain/service.js';
import {
  adoptableLibraryNumber,
  adoptableTransitIdentifier,
  mintLibraryBarcode,
  mintMemberId,
  mintTransitIdentifier,
} from './domain/token-format.js';
import { insertLinks, type NewLinkRow } from './link.store.js';
import { LinkSeals } from './link-seals.js';
import { adoptRequired, adoptUnavailable } from './links.errors.js';

/** Identifiers that partners issued before, to be adopted instead of minting a token. */
export interface Adoption {
  readonly library?: string;
  readonly transit?: string;
}

/** What is handed to the holder for one service, shown once. */
export interface PrintedService {
  readonly service: Service;
  /** Left out where everybody is given the same values and nobody is enrolled. */
  readonly token?: string;
  /** The barcode symbology the token is printed in, where it is printed as one. */
  readonly symbology?: 'codabar';
  readonly printed?: { readonly rxBin: string; readonly rxPcn: string; readonly rxGroup: string; readonly rxId: string };
}

/** Links drawn but not yet written. */
export interface Enrolment {
  /** For the card's sealed set. */
  readonly linkIds: readonly string[];
  readonly rows: Statement;
  readonly services: readonly PrintedService[];
}

/** The partner of each service that is offered. */
export type Offers = ReadonlyMap<Service, Partner>;

/** For each service of an earlier card, the link that a new one takes the place of. */
export type Succession = ReadonlyMap<Service, string>;

interface DrawnToken {
  readonly token: string;
  readonly origin: TokenOrigin;
}

/** Draws a card's links: a token per service in its partner's own format, sealed and indexed. */
@Injectable()
export class EnrolmentService {
  private readonly seals: LinkSeals;

  constructor(
    private readonly partners: PartnerRegistry,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** Who runs which service now. Asked for before a transaction, so that none waits for another connection. */
  async offers(): Promise<Offers> {
    return new Map((await this.partners.all()).map((partner) => [partner.service, partner]));
  }

  /**
   * @param validThrough `YYYY-MM` or `never`.
   * @param succeeds the links that these take the place of.
   * @throws DomainError `partner.not_configured`, `adopt.required` or `adopt.unavailable`.
   */
  draw(offers: Offers, services: readonly Service[], adopt: Adoption, validThrough: string, succeeds: Succession = new Map()): Enrolment {
    const links: NewLinkRow[] = [];
    const marks: string[] = [];
    const printed: PrintedService[] = [];
    for (const service of services) {
      const partner = offers.get(service);
      if (!partner) throw partnerNotConfigured({ allowed: [service] });
      if (partner.service === 'prescription' && partner.policy.tokens.constantId !== undefined) {
        marks.push(constantMark(service));
        printed.push({ service, printed: pharmacyLines(partner.policy.tokens, partner.policy.tokens.constantId) });
        continue;
      }
      const drawn = drawToken(partner, adopt);
      links.push(this.row(service, drawn, succeeds.get(service) ?? null));
      printed.push(toPrint(partner, drawn.token));
    }
    const rows = insertLinks(links, validThrough, this.clock.today());
    return { linkIds: [...links.map((link) => link.id), ...marks], rows, services: printed };
  }

  private row(service: Service, { token, origin }: DrawnToken, replaces: string | null): NewLinkRow {
    const id = randomUUID();
    const { index, version } = this.seals.tokenIndex(service, token);
    const sealedToken = this.seals.sealToken(id, service, token);
    return { id, service, origin, tokenIndex: index, keyVersion: version, sealedToken, replaces };
  }
}

/**
 * A token in the partner's own format, or the identifier that is adopted instead.
 * @throws DomainError `adopt.required` or `adopt.unavailable`.
 */
export function drawToken(partner: Partner, adopt: Adoption): DrawnToken {
  if (partner.service === 'library') {
    const { tokens } = partner.policy;
    if (adopt.library === undefined) return { token: mintLibraryBarcode(tokens, systemRandomness), origin: 'minted' };
    if (!adoptableLibraryNumber(tokens, adopt.library)) throw adoptUnavailable();
    return { token: adopt.library, origin: 'adopted' };
  }
  if (partner.service === 'transit') {
    const { tokens } = partner.policy;
    if (adopt.transit !== undefined) {
      if (!adoptableTransitIdentifier(tokens, adopt.transit)) throw adoptUnavailable();
      return { token: adopt.transit, origin: 'adopted' };
    }
    if (!tokens.mint) throw adoptRequired({ at: '/adopt/transit' });
    return { token: mintTransitIdentifier(tokens, systemRandomness), origin: 'minted' };
  }
  return { token: mintMemberId(partner.policy.tokens, systemRandomness), origin: 'minted' };
}

function toPrint(partner: Partner, token: string): PrintedService {
  if (partner.service === 'library') return { service: partner.service, token, symbology: 'codabar' };
  if (partner.service === 'transit') return { service: partner.service, token };
  return { service: partner.service, token, printed: pharmacyLines(partner.policy.tokens, token) };
}

function pharmacyLines({ rxBin, rxPcn, rxGroup }: PrescriptionTokens, rxId: string) {
  return { rxBin, rxPcn, rxGroup, rxId };
}
