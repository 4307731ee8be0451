import { randomUUID } from 'node:crypto';
import { type Caller } from '../../src/kernel/auth/index.js';
import { type IssuedCard } from '../../src/modules/cards/card-drawing.js';
import { CardsQueries, type CardView } from '../../src/modules/cards/cards.queries.js';
import { type CardOrder, IssuanceService } from '../../src/modules/cards/issuance.service.js';
import { type ActResult, LifecycleService } from '../../src/modules/cards/lifecycle.service.js';
import { type Presented } from '../../src/modules/cards/presented.js';
import { SERVICES } from '../../src/modules/links/index.js';
import { type TestCore } from '../setup/core.js';
import { clerk, ticket } from '../setup/kernel.js';
import { query } from '../setup/query.js';

export const ORDER: CardOrder = { category: 'standard', services: SERVICES };

/** What people do at a counter, without HTTP. Every clerk is another one, so that nobody is at the end of a day's limit. */
export class Counter {
  constructor(readonly core: TestCore) {}

  issue(order: Partial<CardOrder> = {}, caller = this.someone()): Promise<IssuedCard> {
    return this.core.get(IssuanceService).issue(caller, { ...ORDER, ...order });
  }

  act(act: 'suspension' | 'reinstatement' | 'revocation', presented: Presented, caller = this.someone()): Promise<ActResult> {
    const lifecycle = this.core.get(LifecycleService);
    if (act === 'suspension') return lifecycle.suspend(caller, presented, 'lost');
    if (act === 'reinstatement') return lifecycle.reinstate(caller, presented);
    return lifecycle.revoke(caller, presented, 'misuse');
  }

  lookUp(presented: Presented): Promise<CardView> {
    return this.core.get(CardsQueries).lookUp(this.someone(), presented);
  }

  async valid(cardNumber: string): Promise<boolean> {
    return (await this.core.get(CardsQueries).verify(cardNumber)).valid;
  }

  someone(): Caller {
    return clerk(ticket(), randomUUID());
  }

  rows(sql: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return query(this.core.place.ownerUrl, sql, values);
  }

  async count(table: string): Promise<number> {
    const [row] = await this.rows(`SELECT count(*)::int AS count FROM ${table}`);
    return row?.count as number;
  }
}

export const byCard = ({ cardCode }: IssuedCard): Presented => ({ cardCode });
export const bySlip = ({ slipCode }: IssuedCard): Presented => ({ slipCode });
