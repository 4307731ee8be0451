import { randomBytes, randomInt } from 'node:crypto';
import { type Clock } from '../../kernel/clock/clock.js';
import { type Tx } from '../../kernel/database/index.js';
import { type Keyring } from '../../kernel/keyring/index.js';
import { type Change, changesToTell } from './domain/feed-order.js';
import { type Service } from './domain/service.js';
import { insertChanges, takePositions } from './feed.store.js';
import { LinkSeals, MARK } from './link-seals.js';
import { markTold } from './token-migrations/alias.store.js';
import { type Publication, publishLinks, queueWork, rewriteInOrder, selectTakenStatus, type UnpublishedRow } from './publication.store.js';

/** Positions in a partner's status list: a fixed power of two, so that its size says nothing. */
export const STATUS_LIST_CAPACITY = 2 ** 20;

/** A list that is half full needs some twenty rounds for the last position; one that is full never ends. */
const MOST_ROUNDS = 500;

/** Lets published follow desired: the state, the place in the status list, the change feed and the work for the lane. */
export class Publishing {
  private readonly seals: LinkSeals;

  constructor(
    private readonly clock: Clock,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** Runs the same statements however many links there are, none included. The caller holds the lock of the service. */
  async publish(tx: Tx, service: Service, rows: readonly UnpublishedRow[]): Promise<void> {
    await tx.query(rewriteInOrder());
    await tx.query(publishLinks(await this.positioned(tx, service, rows)));
    await this.tell(tx, service, rows);
    const ids = rows.map((row) => row.id);
    await tx.query(queueWork(service, ids, this.clock.now()));
  }

  /** The feed has an order of its own: the one in which rows are rewritten can be seen in the table. */
  private async tell(tx: Tx, service: Service, rows: readonly UnpublishedRow[]): Promise<void> {
    const links = rows.map((row) => ({ ...row, state: row.desired_state, told: row.has_status_index ? row.published_state : null }));
    const token = (row: UnpublishedRow) => this.seals.openToken(row.id, service, row.sealed_token);
    const changes: Change[] = changesToTell(links, (count) => randomInt(count), (one, other) => token(one) === token(other));
    const [taken] = await tx.query<{ after: string }>(takePositions(service, changes.length, randomBytes(MARK.bytes)));
    const after = Number(taken?.after);
    const sealed = changes.map((change, place) => this.seals.sealChange(service, after + place + 1, change));
    await tx.query(insertChanges(service, after, sealed, this.clock.today()));
    await this.noteNames(tx, rows, changes, after);
  }

  /** From its change on, a link is told by its new token. */
  private async noteNames(tx: Tx, rows: readonly UnpublishedRow[], changes: readonly Change[], after: number): Promise<void> {
    const renamed = new Set(rows.filter((row) => row.renamed).map((row) => row.id));
    if (renamed.size === 0) return;
    const told = changes.flatMap(({ linkId }, place) => (renamed.has(linkId) ? [{ linkId, position: after + place + 1 }] : []));
    await tx.query(markTold(told.map(({ linkId }) => linkId), told.map(({ linkId, position }) => this.seals.sealPosition(linkId, position))));
  }

  private async positioned(tx: Tx, service: Service, rows: readonly UnpublishedRow[]): Promise<Publication[]> {
    const needing = new Set(rows.filter(needsPosition).map((row) => row.id));
    const positions = await this.freePositions(tx, service, needing.size);
    return rows.map(({ id }) => {
      const position = needing.has(id) ? positions.pop() : undefined;
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

/** Of a link that ended before its partner knew of it there is nothing to check. */
function needsPosition({ has_status_index, desired_state }: UnpublishedRow): boolean {
  return !has_status_index && desired_state !== 'ended';
}
