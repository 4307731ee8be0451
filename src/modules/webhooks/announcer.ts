import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/index.js';
import { ChangeFeed, type Service } from '../links/index.js';
import { DeliveriesService } from './deliveries.service.js';
import { type ActiveRow, activeEndpoints, advanceEndpoint, takeEndpoint } from './endpoint.store.js';

/**
 * Makes a message where a feed has gone further than its partner was told. One at a time: whoever reads the feed for it
 * sees what came later too, so that an outage leaves one message behind and not a thousand.
 */
@Injectable()
export class Announcer {
  constructor(
    private readonly database: Database,
    private readonly feed: ChangeFeed,
    private readonly deliveries: DeliveriesService,
  ) {}

  /** @returns the services whose partners have an enabled webhook. */
  async announce(): Promise<readonly Service[]> {
    const endpoints = await this.database.query<ActiveRow>(activeEndpoints());
    const idle = endpoints.filter(({ under_way }) => !under_way);
    const heads = idle.length > 0 ? await this.feed.heads() : new Map<Service, number>();
    for (const { service, told_position } of idle) {
      const head = heads.get(service) ?? 0;
      if (head > Number(told_position)) await this.make(service, head);
    }
    return endpoints.map(({ service }) => service);
  }

  private async make(service: Service, head: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Another instance is at it, or the partner is: the next look comes soon.
      if ((await tx.query(takeEndpoint(service))).length === 0) return;
      const advanced = await tx.query(advanceEndpoint(service, head));
      if (advanced.length > 0) await this.deliveries.add(tx, service, 'changes.published');
    });
  }
}
