import { Injectable } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { ChangeFeed, type Service } from '../links/index.js';
import { restartDeliveries } from './delivery.store.js';
import { deleteEndpoint, type EndpointRow, type EndpointState, findEndpoint, lockEndpoint, setEndpoint, type SetRow, setSecrets } from './endpoint.store.js';
import { drawSecret } from './signing.js';
import { TargetDesk } from './target-desk.js';
import { type Secrets, WebhookSeals } from './webhook-seals.js';
import { urlRefused, webhookNotFound } from './webhooks.errors.js';

/** Hours for which a secret that was followed by another one still signs beside it. */
export const OVERLAP_HOURS = 24;

/** Secrets that may sign beside the newest one. */
const MOST_FORMER = 3;

/** A partner's webhook as it may see it. */
export interface WebhookView {
  readonly url: string;
  readonly state: EndpointState;
}

export interface SetWebhook {
  readonly created: boolean;
  /** The secret is there when the webhook was made, and at no other time. */
  readonly webhook: WebhookView & { readonly secret?: string };
}

export interface RotatedSecret {
  readonly secret: string;
  /** Until then messages carry a signature under the old secret too. ISO 8601. */
  readonly formerUntil: string;
}

/** A partner's webhook: where it is told that its change feed has something new. */
@Injectable()
export class WebhookService {
  private readonly seals: WebhookSeals;

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly targets: TargetDesk,
    keyring: Keyring,
  ) {
    this.seals = new WebhookSeals(keyring);
  }

  /** @throws DomainError `webhook.not_found`. */
  async show(service: Service): Promise<WebhookView> {
    const [row] = await this.database.query<EndpointRow>(findEndpoint(service));
    if (!row) throw webhookNotFound();
    return this.view(service, row);
  }

  /**
   * Makes the webhook, or gives the one there is another address; a disabled one is enabled by it. What the old address
   * was not told is told at once.
   * @throws DomainError `webhook.url_refused`.
   */
  async set(caller: Caller, service: Service, text: string): Promise<SetWebhook> {
    const url = await this.targets.admitted(text);
    if (!url) return this.before(caller);
    const secret = drawSecret();
    const sealedSecrets = this.seals.sealSecrets(service, { current: secret, former: [] });
    const head = (await this.feed.heads()).get(service) ?? 0;
    return this.work.run(caller, async (tx) => {
      const [row] = await tx.query<SetRow>(setEndpoint(service, this.seals.sealUrl(service, url.href), sealedSecrets, head));
      if (!row) throw new Error('an endpoint was neither made nor changed');
      if (!row.created) await tx.query(restartDeliveries(service, this.clock.now()));
      const webhook = { ...this.view(service, row), ...(row.created ? { secret } : {}) };
      return { result: { created: row.created, webhook }, audit: done('webhook.set') };
    });
  }

  /** @throws DomainError `webhook.not_found`. */
  async remove(caller: Caller, service: Service): Promise<void> {
    await this.work.run(caller, async (tx) => {
      if ((await tx.query(deleteEndpoint(service))).length === 0) throw webhookNotFound();
      return { result: null, audit: done('webhook.delete') };
    });
  }

  /** Draws a new secret. The old one signs beside it for a day. @throws DomainError `webhook.not_found`. */
  async rotate(caller: Caller, service: Service): Promise<RotatedSecret> {
    return this.work.run(caller, async (tx) => {
      const row = await locked(tx, service);
      const { current, former } = this.seals.openSecrets(service, row.sealed_secrets);
      const now = this.clock.now().getTime();
      const until = now + OVERLAP_HOURS * 3_600_000;
      const kept = [{ secret: current, until }, ...former.filter((one) => one.until > now)].slice(0, MOST_FORMER);
      const secrets: Secrets = { current: drawSecret(), former: kept };
      await tx.query(setSecrets(service, this.seals.sealSecrets(service, secrets), row.sealed_secrets));
      return { result: { secret: secrets.current, formerUntil: new Date(until).toISOString() }, audit: done('webhook.secret_rotate') };
    });
  }

  /** What this very request was answered when its address was still admitted. */
  private async before(caller: Caller): Promise<SetWebhook> {
    const answered = await this.work.answered<SetWebhook>(caller);
    if (!answered) throw urlRefused({ at: '/url' });
    return answered.result;
  }

  private view(service: Service, { state, sealed_url }: EndpointRow): WebhookView {
    return { url: this.seals.openUrl(service, sealed_url), state };
  }
}

/** @throws DomainError `webhook.not_found`. */
export async function locked(tx: Tx, service: Service): Promise<EndpointRow> {
  const [row] = await tx.query<EndpointRow>(lockEndpoint(service));
  if (!row) throw webhookNotFound();
  return row;
}

export function done(act: string): AuditRecord {
  return { act, reason: null, subject: null, outcome: 'done' };
}
