import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type AuditRecord } from '../../kernel/audit/audit.js';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { EventLog } from '../../kernel/logging/event-log.js';
import { PartnerRegistry } from '../partners/index.js';
import { epochStart } from './domain/link-rules.js';
import { type Service } from './domain/service.js';
import { partsOf } from './domain/window-parts.js';
import { WindowsAhead } from './domain/windows-ahead.js';
import {
  CHANGE_KINDS,
  type ChangeKind,
  type DueRow,
  enterEpoch,
  type EnteredRow,
  lockPublication,
  selectDue,
  selectParted,
  selectUnpublished,
  selectUnpublishedOf,
  type UnpublishedRow,
  waitForPublication,
} from './publication.store.js';
import { Publishing } from './publishing.js';

/** What an act that is published with its own commit leaves behind. */
export interface PublishedAct<T> {
  readonly linkIds: readonly string[];
  readonly audit: AuditRecord;
  /** The answer, once the links are published. Plain JSON. */
  readonly answer: () => T | Promise<T>;
}

/** A second or two of locks. */
const MOST_AT_ONCE = 5_000;
/** To read what a large window lets out. */
const MINUTES_TO_READ = 10;

/** Lets partners know: per service and window, in shuffled order and in one transaction or a few, or at once what they did themselves. */
@Injectable()
export class PublisherService implements OnApplicationShutdown {
  /** A window of more links is published in several transactions, so that no lock is held for long. */
  protected readonly mostAtOnce: number = MOST_AT_ONCE;
  /** What is still to be published of large windows. */
  private readonly parts = new Map<string, DueRow[][]>();
  private stopped = false;
  private readonly publishing: Publishing;
  private readonly ahead = new WindowsAhead();
  private readonly turns = new Map<Service, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly partners: PartnerRegistry,
    private readonly clock: Clock,
    keyring: Keyring,
    private readonly log: EventLog,
  ) {
    this.publishing = new Publishing(clock, keyring);
  }

  /**
   * Publishes whatever a new window lets out. What is left of a large one when this fails is published by the next call, and
   * where this instance dies, in the next window.
   * @returns how many links were published; 0 when no window has begun or another instance is at it.
   */
  async publishDue(service: Service): Promise<number> {
    const partner = await this.partners.byService(service);
    if (!partner || partner.state !== 'active') return 0;
    const windows: Record<ChangeKind, number> = {
      enrolment: partner.policy.enrolmentEpochSeconds,
      change: partner.policy.changeEpochSeconds,
    };
    let published = 0;
    for (const kind of CHANGE_KINDS) {
      published += await this.publishWindow(service, kind, windows[kind]);
      const parts = this.parts.get(nameOf(service, kind)) ?? [];
      for (let part = parts[0]; part && !this.stopped; part = parts[0]) {
        published += await this.publishPart(service, part);
        parts.shift();
      }
    }
    return published;
  }

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  /**
   * Runs a command of a partner about its own links, and publishes them in the same commit, outside any window. Acts on
   * one service take turns here as well as in the database, so that those who wait hold no connection.
   * @throws DomainError whatever the act raised, or `database.unavailable`.
   */
  async withAct<T>(caller: Caller, service: Service, act: (tx: Tx) => Promise<PublishedAct<T>>): Promise<T> {
    const before = this.turns.get(service);
    const turn = (before ?? Promise.resolve()).then(() => this.actAndPublish(caller, service, act));
    const ended = turn.catch(() => undefined);
    this.turns.set(service, ended);
    return turn;
  }

  private actAndPublish<T>(caller: Caller, service: Service, act: (tx: Tx) => Promise<PublishedAct<T>>): Promise<T> {
    return this.work.run(caller, async (tx) => {
      // Before any link is locked: whoever publishes for a window does it in this order too.
      await tx.query(waitForPublication(service));
      const { linkIds, audit, answer } = await act(tx);
      await this.publishing.publish(tx, service, await tx.query<UnpublishedRow>(selectUnpublishedOf(linkIds)));
      return { result: await answer(), audit };
    });
  }

  private async alone(tx: Tx, service: Service): Promise<boolean> {
    const [row] = await tx.query<{ locked: boolean }>(lockPublication(service));
    return row?.locked === true;
  }

  /** Whether the window of now is entered by this transaction. */
  private async enter(tx: Tx, service: Service, kind: ChangeKind, windowSeconds: number): Promise<boolean> {
    const now = this.clock.now();
    const start = epochStart(now, windowSeconds);
    const name = nameOf(service, kind);
    const [row] = await tx.query<EnteredRow>(enterEpoch(service, kind, start, this.ahead.stale(name, start, windowSeconds)));
    if (row?.entered) {
      this.ahead.entered(name);
      return true;
    }
    const isNew = this.ahead.notice(name, Number(row?.last), now.getTime() / 1000, windowSeconds);
    if (isNew) this.log.warn('window lies ahead', { service, code: kind });
    return false;
  }

  /** Publishes a window that begins, or of a large one the first part. */
  private publishWindow(service: Service, kind: ChangeKind, windowSeconds: number): Promise<number> {
    return this.database.transaction(async (tx) => {
      if (!(await this.alone(tx, service)) || !(await this.enter(tx, service, kind, windowSeconds))) return 0;
      await tx.allowMinutes(MINUTES_TO_READ);
      const due = await tx.query<DueRow>(selectDue(service, kind, this.clock.today().slice(0, 7)));
      const [first = [], ...later] = partsOf(due, this.mostAtOnce);
      this.parts.set(nameOf(service, kind), later);
      return this.publish(tx, service, later.length === 0 ? await this.whole(tx, service, kind) : await this.part(tx, first));
    });
  }

  private publishPart(service: Service, part: readonly DueRow[]): Promise<number> {
    return this.database.transaction(async (tx) => {
      await tx.query(waitForPublication(service));
      return this.publish(tx, service, await this.part(tx, part));
    });
  }

  private async publish(tx: Tx, service: Service, rows: readonly UnpublishedRow[]): Promise<number> {
    if (rows.length > 0) await this.publishing.publish(tx, service, rows);
    return rows.length;
  }

  /** What has changed since the window began, or has a successor since, is for the next one: a large window is no finer clock. */
  private async part(tx: Tx, part: readonly DueRow[]): Promise<UnpublishedRow[]> {
    const versions = new Map(part.map(({ id, version }) => [id, version]));
    const found = await tx.query<UnpublishedRow>(selectUnpublishedOf([...versions.keys()]));
    for (let rows = found.filter((row) => row.desired_version === versions.get(row.id)); ; ) {
      const [parted] = await tx.query<{ id: string }>(selectParted(rows.map((row) => row.id)));
      if (!parted) return rows;
      rows = rows.filter(({ id }) => id !== parted.id);
    }
  }

  /** Reads again whenever a link was replaced while its row was waited for, until old and new are in one batch. */
  private async whole(tx: Tx, service: Service, kind: ChangeKind): Promise<UnpublishedRow[]> {
    for (;;) {
      const rows = await tx.query<UnpublishedRow>(selectUnpublished(service, kind));
      if ((await tx.query(selectParted(rows.map((row) => row.id)))).length === 0) return rows;
    }
  }
}

function nameOf(service: Service, kind: ChangeKind): string {
  return `${service} ${kind}`;
}
