import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { PartnerRegistry } from '../partners/index.js';
import { epochStart } from './domain/link-rules.js';
import { type Service } from './domain/service.js';
import { LinkSeals } from './link-seals.js';
import {
  CHANGE_KINDS,
  type ChangeKind,
  enterEpoch,
  lockPublication,
  type Publication,
  publishLinks,
  queueWork,
  rewriteInOrder,
  selectParted,
  selectTakenStatus,
  selectUnpublished,
  type UnpublishedRow,
} from './publication.store.js';

/** Positions in a partner's status list: a fixed power of two, so that its size says nothing. */
export const STATUS_LIST_CAPACITY = 2 ** 20;

/** A list that is half full needs some twenty rounds for the last position; one that is full never ends. */
const MOST_ROUNDS = 500;

/** Lets partners know, per service and window, in shuffled order and in one transaction. */
@Injectable()
export class PublisherService {
  private readonly seals: LinkSeals;

  constructor(
    private readonly database: Database,
    private readonly partners: PartnerRegistry,
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /**
   * Publishes whatever a new window lets out.
   * @returns how many links were published; 0 when no window has begun or another instance is at it.
   */
  async publishDue(service: Service): Promise<number> {
    const partner = await this.partners.byService(service);
    if (!partner || partner.state !== 'active') return 0;
    const windows: Record<ChangeKind, number> = {
      enrolment: partner.policy.enrolmentEpochSeconds,
      change: partner.policy.changeEpochSeconds,
    };
    return this.database.transaction(async (tx) => {
      if (!(await this.alone(tx, service))) return 0;
      let published = 0;
      for (const kind of CHANGE_KINDS) {
        const start = epochStart(this.clock.now(), windows[kind]);
        const entered = await tx.query(enterEpoch(service, kind, start));
        if (entered.length > 0) published += await this.publish(tx, service, kind);
      }
      return published;
    });
  }

  private async alone(tx: Tx, service: Service): Promise<boolean> {
    const [row] = await tx.query<{ locked: boolean }>(lockPublication(service));
    return row?.locked === true;
  }

  private async publish(tx: Tx, service: Service, kind: ChangeKind): Promise<number> {
    const rows = await this.whole(tx, service, kind);
    if (rows.length === 0) return 0;
    await tx.query(rewriteInOrder());
    await tx.query(publishLinks(await this.positioned(tx, service, rows)));
    const ids = rows.map((row) => row.id);
    await tx.query(queueWork(service, ids, this.clock.now()));
    return ids.length;
  }

  /** Reads again whenever a link was replaced while its row was waited for, until old and new are in one batch. */
  private async whole(tx: Tx, service: Service, kind: ChangeKind): Promise<UnpublishedRow[]> {
    for (;;) {
      const rows = await tx.query<UnpublishedRow>(selectUnpublished(service, kind));
      if ((await tx.query(selectParted(rows.map((row) => row.id)))).length === 0) return rows;
    }
  }

  private async positioned(tx: Tx, service: Service, rows: readonly UnpublishedRow[]): Promise<Publication[]> {
    const needing = rows.filter((row) => !row.has_status_index).length;
    const positions = await this.freePositions(tx, service, needing);
    return rows.map(({ id, has_status_index }) => {
      const position = has_status_index ? undefined : positions.pop();
      if (position === undefined) return { id, statusIndex: null, sealedStatusIndex: null };
      return {
        id,
        statusIndex: this.seals.statusIndex(service, position),
        sealedStatusIndex: this.seals.sealStatusIndex(id, position),
      };
    });
  }

  /** Random positions of the status list that no link of the service has. */
  private async freePositions(tx: Tx, service: Service, count: number): Promise<number[]> {
    const free = new Map<string, number>();
    for (let round = 0; free.size < count; round += 1) {
      if (round === MOST_ROUNDS) throw new Error('the status list of this service is full');
      const drawn = new Map<string, number>();
      while (drawn.size < count - free.size) {
        const position = randomInt(STATUS_LIST_CAPACITY);
        drawn.set(this.seals.statusIndex(service, position).toString('hex'), position);
      }
      const taken = await tx.query<{ status_index: Buffer }>(
        selectTakenStatus([...drawn.keys()].map((hex) => Buffer.from(hex, 'hex'))),
      );
      for (const row of taken) drawn.delete(row.status_index.toString('hex'));
      for (const [index, position] of drawn) free.set(index, position);
    }
    return [...free.values()];
  }
}
