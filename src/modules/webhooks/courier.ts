import { Inject, Injectable } from '@nestjs/common';
import { systemCaller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { Database, UnitOfWork } from '../../kernel/database/index.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { retryAfterOf } from '../../kernel/http/retry-after.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service } from '../links/index.js';
import { type Attempt, DeliveryLine } from './delivery-line.js';
import { claimDeliveries, type ClaimedRow, endDeliveries, releaseDelivery, settleDelivery } from './delivery.store.js';
import { DeliveryWatch } from './delivery-watch.js';
import { messageBody } from './domain/message.js';
import { pauseAfter } from './domain/retry-schedule.js';
import { disableEndpoint } from './endpoint.store.js';
import { signedHeaders } from './signing.js';
import { WebhookSeals } from './webhook-seals.js';

/** Connections at once to one partner, of one instance. */
export const MOST_AT_ONCE = 4;

/** Longer than an attempt can take. An instance that dies holds a message up for so long. */
export const LEASE_SECONDS = 60;

/** What sending stands on. */
@Injectable()
export class CourierTools {
  private readonly seals: WebhookSeals;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly line: DeliveryLine,
    keyring: Keyring,
  ) {
    this.seals = new WebhookSeals(keyring);
  }

  /** Makes the message and sends it. @returns null when it was cut off. */
  async send(service: Service, row: ClaimedRow, stop: AbortSignal): Promise<Attempt | null> {
    const now = this.clock.now();
    const { current, former } = this.seals.openSecrets(service, row.sealed_secrets);
    const secrets = [current, ...former.filter(({ until }) => until > now.getTime()).map(({ secret }) => secret)];
    const body = messageBody(row.type, now, this.config.publicUrl);
    const headers = {
      ...signedHeaders(this.seals.openId(service, row.sealed_id), now, body, secrets),
      'content-type': 'application/json',
      'user-agent': 'CityKey-Webhooks/1',
    };
    return this.line.send(this.seals.openUrl(service, row.sealed_url), headers, body, stop);
  }
}

/**
 * Sends what is due. A message is leased before it is sent and settled after, so that one instance at a time has it; one
 * whose instance died in between is sent again under the same id.
 */
@Injectable()
export class Courier {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tools: CourierTools,
    private readonly watch: DeliveryWatch,
  ) {}

  /**
   * Sends what is due for one partner, a few at once.
   * @returns how many were tried; 0 when nothing is due.
   */
  async deliver(service: Service, stop: AbortSignal = new AbortController().signal): Promise<number> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1_000);
    const rows = await this.database.query<ClaimedRow>(claimDeliveries(service, MOST_AT_ONCE, now, leaseUntil));
    const ends = await Promise.allSettled(rows.map((row) => this.one(service, row, leaseUntil, stop)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return rows.length;
  }

  private async one(service: Service, row: ClaimedRow, leaseUntil: Date, stop: AbortSignal): Promise<void> {
    const attempt = await this.tools.send(service, row, stop);
    if (attempt === null) {
      await this.database.query(releaseDelivery(row.id_index, leaseUntil));
      return;
    }
    const { outcome } = attempt;
    this.watch.attempted(service, outcome);
    if (await this.settle(row, leaseUntil, attempt)) this.watch.gaveUp(service, outcome);
    if (outcome === 'gone') await this.disable(service, row.sealed_url);
  }

  /** @returns whether the message is given up. */
  private async settle(row: ClaimedRow, leaseUntil: Date, { outcome, retryAfter }: Attempt): Promise<boolean> {
    const settled = (state: 'waiting' | 'delivered' | 'dead', nextAttemptAt: Date | null = null) =>
      this.database.query(settleDelivery(row.id_index, leaseUntil, state, outcome, nextAttemptAt));
    if (outcome === 'delivered') {
      await settled('delivered');
      return false;
    }
    const now = this.clock.now();
    const asked = (retryAfterOf(retryAfter, now) ?? 0) / 1_000;
    const pause = outcome === 'gone' ? null : pauseAfter(row.type, row.attempts + 1, Math.random(), asked);
    if (pause === null) return (await settled('dead')).length > 0;
    await settled('waiting', new Date(now.getTime() + pause * 1_000));
    return false;
  }

  /** The receiver wants nothing any more (410). An address that the partner gave meanwhile is another receiver. */
  private async disable(service: Service, sealedUrl: Buffer): Promise<void> {
    const disabled = await this.work.run(systemCaller('webhooks'), async (tx) => {
      const found = (await tx.query(disableEndpoint(service, sealedUrl))).length > 0;
      if (found) await tx.query(endDeliveries(service, 'gone'));
      const outcome = found ? ('done' as const) : ('refused' as const);
      return { result: found, audit: { act: 'webhook.disable', reason: service, subject: null, outcome } };
    });
    if (disabled) this.watch.disabled(service);
  }
}
