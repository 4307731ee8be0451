import { Injectable } from '@nestjs/common';
import { EventLog } from '../../kernel/logging/event-log.js';
import { Metrics } from '../../kernel/metrics/index.js';
import { type Service, SERVICES } from '../links/index.js';
import { type Outcome, OUTCOMES } from './domain/delivery.js';

/** What operators see of messages: counts by service and outcome, and a line where somebody should look. */
@Injectable()
export class DeliveryWatch {
  private readonly attempts;
  private readonly given;

  constructor(
    metrics: Metrics,
    private readonly log: EventLog,
  ) {
    const attempts = { service: SERVICES, outcome: OUTCOMES };
    this.attempts = metrics.counter('citykey_webhook_attempts_total', 'Attempts to deliver a webhook message, by outcome.', attempts);
    this.given = metrics.counter('citykey_webhook_dead_total', 'Webhook messages that were given up.', { service: SERVICES });
  }

  attempted(service: Service, outcome: Outcome): void {
    this.attempts.for({ service, outcome }).add();
  }

  gaveUp(service: Service, outcome: Outcome): void {
    this.given.for({ service }).add();
    this.log.warn('webhook message given up', { service, code: outcome });
  }

  disabled(service: Service): void {
    this.log.warn('webhook disabled', { service, code: 'gone' });
  }
}
