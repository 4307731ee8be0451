import { randomUUID } from 'node:crypto';
import { type Caller } from '../../src/kernel/auth/index.js';
import { DomainError } from '../../src/kernel/errors/index.js';
import { type AdoptionWish } from '../../src/modules/cards/adoption-desk.js';
import { AlterationService, type ServiceChange } from '../../src/modules/cards/alteration.service.js';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { CardsQueries } from '../../src/modules/cards/cards.queries.js';
import { type Category } from '../../src/modules/cards/domain/validity.js';
import { type CardOrder, IssuanceService } from '../../src/modules/cards/issuance.service.js';
import { LifecycleService } from '../../src/modules/cards/lifecycle.service.js';
import { type Presented } from '../../src/modules/cards/presented.js';
import { SuccessionService } from '../../src/modules/cards/succession.service.js';
import { type Service, SERVICES } from '../../src/modules/links/index.js';
import { LinkDesk } from '../../src/modules/links/link-desk.service.js';
import { type TestCore } from '../setup/core.js';
import { ticket } from '../setup/kernel.js';

export const ALL: CardOrder = { category: 'standard', services: SERVICES };

/** Somebody at a counter whom nobody has seen before, so that no daily limit is near. */
export function somebody(role: 'clerk' | 'supervisor' = 'clerk', account: string = randomUUID()): Caller {
  return { kind: 'staff', account, role, place: null, once: ticket() };
}

export const byCode = ({ cardCode }: IssuedCard): Presented => ({ cardCode });
export const bySlip = ({ slipCode }: IssuedCard): Presented => ({ slipCode });

export function tokenOf(card: { readonly services: readonly { readonly service: Service; readonly token?: string }[] }, service: Service): string {
  const token = card.services.find((one) => one.service === service)?.token;
  if (token === undefined) throw new Error(`the card has no token for ${service}`);
  return token;
}

/** Every act a counter knows, without HTTP. */
export class Desk {
  constructor(private readonly core: Pick<TestCore, 'get'>) {}

  issue(order: Partial<CardOrder> = {}, caller = somebody()) {
    return this.core.get(IssuanceService).issue(caller, { ...ALL, ...order });
  }

  suspend(presented: Presented, caller = somebody()) {
    return this.core.get(LifecycleService).suspend(caller, presented, 'lost');
  }

  reinstate(presented: Presented, services: readonly Service[] = [], caller = somebody()) {
    return this.core.get(LifecycleService).reinstate(caller, presented, services);
  }

  revoke(presented: Presented, caller = somebody('supervisor')) {
    return this.core.get(LifecycleService).revoke(caller, presented, 'misuse');
  }

  surrender(presented: Presented, caller = somebody()) {
    return this.core.get(LifecycleService).surrender(caller, presented);
  }

  replace(presented: Presented, wish: AdoptionWish = {}, caller = somebody()) {
    return this.core.get(SuccessionService).replace(caller, presented, 'damaged', wish);
  }

  renew(presented: Presented, category?: Category, wish: AdoptionWish = {}, caller = somebody()) {
    return this.core.get(SuccessionService).renew(caller, presented, category, wish);
  }

  services(presented: Presented, change: Partial<Omit<ServiceChange, 'presented'>>, caller = somebody()) {
    return this.core.get(AlterationService).changeServices(caller, { presented, add: [], drop: [], ...change });
  }

  slip(presented: Presented, caller = somebody()) {
    return this.core.get(AlterationService).newSlip(caller, presented);
  }

  lookUp(presented: Presented, caller = somebody()) {
    return this.core.get(CardsQueries).lookUp(caller, presented);
  }

  get link() {
    return this.core.get(LinkDesk);
  }
}

/** What a refusal says: code, and for a move that is not allowed, which act in which state. */
export async function refusal(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return 'done';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { act: named, state } = error.details;
    return [error.code, named, state].filter((part) => part !== undefined).join(' ');
  }
}
