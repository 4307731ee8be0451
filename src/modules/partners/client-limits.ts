import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { RequestWindows, type Standing } from './request-windows.js';

/** Counts requests of clients. */
@Injectable()
export class ClientLimits {
  private readonly windows: RequestWindows;

  constructor(@Inject(CONFIG) config: Config, clock: Clock) {
    this.windows = new RequestWindows(config.partnerRequests, () => clock.now().getTime());
  }

  get quota(): number {
    return this.windows.quota;
  }

  /** Counts one request of a client. */
  take(clientId: string): Standing {
    return this.windows.take(clientId);
  }
}
