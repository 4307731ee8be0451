import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service, SERVICES } from '../links/index.js';
import { forgetDeliveries } from './delivery.store.js';
import { type EndpointRow, findEndpoint, setSecrets } from './endpoint.store.js';
import { WebhookSeals } from './webhook-seals.js';

/** Days for which a message that waits no more is kept, its own day not counted. */
export const DELIVERY_DAYS = 14;

/** Takes away what has served its time. Doing it twice does no harm. */
@Injectable()
export class WebhookCleanup {
  private readonly seals: WebhookSeals;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new WebhookSeals(keyring);
  }

  /** Deletes old messages, and secrets that sign nothing any more. @returns how many messages. */
  async forget(): Promise<number> {
    for (const service of SERVICES) await this.forgetSecrets(service);
    const [gone] = await this.database.query<{ count: number }>(forgetDeliveries(this.clock.dayFromToday(-DELIVERY_DAYS)));
    return gone?.count ?? 0;
  }

  private async forgetSecrets(service: Service): Promise<void> {
    const [row] = await this.database.query<EndpointRow>(findEndpoint(service));
    if (!row) return;
    const { current, former } = this.seals.openSecrets(service, row.sealed_secrets);
    const kept = former.filter(({ until }) => until > this.clock.now().getTime());
    if (kept.length === former.length) return;
    await this.database.query(setSecrets(service, this.seals.sealSecrets(service, { current, former: kept }), row.sealed_secrets));
  }
}
