import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { systemRandomness } from '../../kernel/randomness/randomness.js';
import { type Adoption, EnrolmentService, LinksService, type PrintedService, type Service } from '../links/index.js';
import { AdoptionDesk, adopts } from './adoption-desk.js';
import { CardActs, type MovedCard } from './card-acts.js';
import { CardTerms } from './card-terms.js';
import { changeSlip, resealLinks } from './card.store.js';
import { nothingToChange, serviceNotOnCard, serviceOnCard } from './cards.errors.js';
import { formatCode } from './domain/card-code.js';
import { type Presented } from './presented.js';
import { redrawn, refuseStrayAdoption } from './redraw.js';

export interface ServiceChange {
  readonly presented: Presented;
  readonly add: readonly Service[];
  readonly drop: readonly Service[];
  readonly adopt?: Adoption;
  readonly takeOver?: boolean;
}

/** What changed: services added, as at issue, and services dropped, by name alone. */
export interface ServicesChanged {
  readonly services: readonly (PrintedService | { readonly service: Service })[];
}

/** Acts that leave the card in use and change what it opens, or what opens it. */
@Injectable()
export class AlterationService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly acts: CardActs,
    private readonly enrolments: EnrolmentService,
    private readonly links: LinksService,
    private readonly adoption: AdoptionDesk,
    private readonly terms: CardTerms,
  ) {}

  /**
   * Adds and drops services of a presented card.
   * @throws DomainError as every act, and `service.nothing_to_change`, `service.on_card_already`, `service.not_on_card`,
   *   `adopt.required`, `adopt.unavailable`, `adopt.without_service`.
   */
  async changeServices(caller: Caller, change: ServiceChange): Promise<ServicesChanged> {
    if (change.add.length + change.drop.length === 0) throw nothingToChange();
    refuseStrayAdoption(change.add, change.adopt);
    const offers = await this.terms.offers();
    const attempt = () =>
      this.work.run(caller, async (tx) => {
        const card = await this.acts.begin(tx, caller, 'services', change.presented);
        const kept = await this.dropped(tx, card, change);
        await this.adoption.takeOver(tx, change);
        const enrolment = this.enrolments.draw(offers, change.add, change.adopt ?? {}, card.validThrough);
        if (change.add.length > 0) await tx.query(enrolment.rows);
        const sealed = this.acts.keys.sealLinks(card.id, card.cardKey, [...kept, ...enrolment.linkIds]);
        await tx.query(resealLinks(card.id, sealed));
        const services = [...enrolment.services, ...change.drop.map((service) => ({ service }))];
        return { result: { services }, audit: { act: 'card.services', reason: null, subject: card.subject, outcome: 'done' as const } };
      });
    return this.adoption.watch(caller, 'card.services', change, () => redrawn(adopts(change), attempt));
  }

  /**
   * Gives a new slip code; the old one opens nothing any more.
   * @throws DomainError as every act.
   */
  newSlip(caller: Caller, presented: Presented): Promise<{ slipCode: string }> {
    return this.work.run(caller, async (tx) => {
      const card = await this.acts.begin(tx, caller, 'slip', presented);
      const slip = systemRandomness.bytes(16);
      const { keys } = this.acts;
      const wrapped = keys.wrap(card.id, 'slip', slip, card.cardKey);
      await tx.query(changeSlip(card.id, keys.codeIndex('slip', slip).index, wrapped));
      const audit = { act: 'card.slip', reason: null, subject: card.subject, outcome: 'done' as const };
      return { result: { slipCode: formatCode('slip', slip) }, audit };
    });
  }

  /**
   * Ends the links to be dropped. @returns the ids of those that stay in the set: the live ones. One that ended
   * otherwise, because its number was taken over for instance, leaves it, so that no service is in it twice.
   */
  private async dropped(tx: Tx, card: MovedCard, { add, drop }: ServiceChange): Promise<string[]> {
    const live = await this.links.live(tx, card.linkIds);
    const onCard = new Set(live.map(({ service }) => service));
    const twice = add.find((service) => onCard.has(service));
    if (twice !== undefined) throw serviceOnCard({ at: '/add', allowed: [twice] });
    const absent = drop.find((service) => !onCard.has(service));
    if (absent !== undefined) throw serviceNotOnCard({ at: '/drop', allowed: [...onCard] });
    const ending = live.filter(({ service }) => drop.includes(service)).map(({ id }) => id);
    if (ending.length > 0) await this.links.end(tx, ending);
    return live.map(({ id }) => id).filter((id) => !ending.includes(id));
  }
}
