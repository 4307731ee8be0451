import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service } from '../links/index.js';
import { type DeliveryRow, findDelivery, findWaitingPing, insertDelivery, replayDelivery, selectDeliveries } from './delivery.store.js';
import { type DeliveryState, type MessageType, type Outcome } from './domain/delivery.js';
import { drawMessageId } from './signing.js';
import { done, locked } from './webhook.service.js';
import { WebhookSeals } from './webhook-seals.js';
import { deliveryNotFound, webhookDisabled } from './webhooks.errors.js';

/** A message as its partner may see it. */
export interface DeliveryView {
  readonly id: string;
  readonly type: MessageType;
  readonly state: DeliveryState;
  /** Attempts that ended, of this round. */
  readonly attempts: number;
  /** Of the last attempt. */
  readonly outcome?: Outcome;
  /** ISO 8601, where it waits. */
  readonly nextAttemptAt?: string;
  /** Calendar day in the city. */
  readonly day: string;
}

export interface DeliveriesPage {
  readonly deliveries: readonly DeliveryView[];
  /** The id to go on after; null on the last page. */
  readonly next: string | null;
}

/** What a partner sees of its messages, and does with them. */
@Injectable()
export class DeliveriesService {
  private readonly seals: WebhookSeals;

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new WebhookSeals(keyring);
  }

  /** @throws DomainError `webhook.delivery_not_found` when the one to go on after is there no more. */
  async list(service: Service, state: DeliveryState | null, after: string | null, limit: number): Promise<DeliveriesPage> {
    const place = after === null ? null : this.seals.idIndexes(service, after);
    if (place && (await this.database.query(findDelivery(service, place))).length === 0) throw deliveryNotFound();
    const rows = await this.database.query<DeliveryRow>(selectDeliveries(service, state, place, limit + 1));
    const deliveries = rows.slice(0, limit).map((row) => this.view(service, row));
    return { deliveries, next: rows.length > limit ? (deliveries.at(-1)?.id ?? null) : null };
  }

  /**
   * Has a message sent that says nothing, once. While one waits, asking again gives that one.
   * @throws DomainError `webhook.not_found` or `webhook.disabled`.
   */
  async ping(caller: Caller, service: Service): Promise<DeliveryView> {
    return this.work.run(caller, async (tx) => {
      await enabled(tx, service);
      if ((await tx.query(findWaitingPing(service))).length === 0) await this.add(tx, service, 'webhook.ping');
      const [row] = await tx.query<DeliveryRow>(findWaitingPing(service));
      if (!row) throw new Error('a ping was not made');
      return { result: this.view(service, row), audit: done('webhook.ping') };
    });
  }

  /**
   * Has a message sent again under the same id, from the beginning of its schedule; one that waits is sent at once.
   * @throws DomainError `webhook.not_found`, `webhook.disabled` or `webhook.delivery_not_found`.
   */
  async replay(caller: Caller, service: Service, id: string): Promise<DeliveryView> {
    return this.work.run(caller, async (tx) => {
      await enabled(tx, service);
      const [row] = await tx.query<DeliveryRow>(replayDelivery(service, this.seals.idIndexes(service, id), this.clock.now()));
      if (!row) throw deliveryNotFound();
      return { result: this.view(service, row), audit: done('webhook.replay') };
    });
  }

  /** Adds a message under an id of its own, due now. */
  async add(tx: Tx, service: Service, type: MessageType): Promise<void> {
    const id = drawMessageId();
    const sealed = { idIndex: this.seals.idIndex(service, id), sealedId: this.seals.sealId(service, id) };
    await tx.query(insertDelivery({ ...sealed, service, type, at: this.clock.now(), day: this.clock.today() }));
  }

  private view(service: Service, { sealed_id, type, state, attempts, outcome, next_attempt_at, made_on }: DeliveryRow): DeliveryView {
    return {
      id: this.seals.openId(service, sealed_id),
      type,
      state,
      attempts,
      ...(outcome === null ? {} : { outcome }),
      ...(next_attempt_at === null ? {} : { nextAttemptAt: next_attempt_at.toISOString() }),
      day: made_on,
    };
  }
}

async function enabled(tx: Tx, service: Service): Promise<void> {
  if ((await locked(tx, service)).state === 'disabled') throw webhookDisabled();
}
