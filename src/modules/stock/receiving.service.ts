import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { UnitOfWork, violatedUnique } from '../../kernel/database/index.js';
import { requestTooLarge } from '../../kernel/errors/index.js';
import { PartnerRegistry } from '../partners/index.js';
import { Chips } from './chips.js';
import { ChipList } from './domain/chip-list.js';
import { done } from './event-book.js';
import { chipTaken, fileInvalid, filePairsNumbers } from './stock.errors.js';
import { anyInStock, insertBlanks } from './stock.store.js';

export const MOST_BLANKS = 50_000;
const MOST_BYTES = MOST_BLANKS * 24;

/** A list that was read and found good. */
export interface Batch {
  readonly chips: readonly string[];
  /** By which a list that is sent again is known; the list itself is not kept. */
  readonly digest: string;
}

/** Takes blanks into stock by the list that came with them. */
@Injectable()
export class ReceivingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly partners: PartnerRegistry,
    private readonly chips: Chips,
  ) {}

  /**
   * Reads a list as it arrives. Nothing of it is repeated anywhere.
   * @throws DomainError `stock.file_pairs_numbers`, `stock.file_invalid`, `request.too_large` or `partner.not_configured`.
   */
  async read(bytes: AsyncIterable<Buffer>): Promise<Batch> {
    const { tokens } = (await this.partners.partnerOf('transit')).policy;
    const list = new ChipList(tokens.length, MOST_BLANKS);
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of bytes) {
      size += piece.length;
      if (size > MOST_BYTES) throw requestTooLarge({ limit: MOST_BYTES });
      hash.update(piece);
      list.take(piece.toString('latin1'));
    }
    const result = list.end();
    if ('chips' in result) return { chips: result.chips, digest: hash.digest('base64url') };
    throw result.problem === 'pairs_numbers' ? filePairsNumbers() : fileInvalid({ limit: tokens.length });
  }

  /**
   * Receives all blanks of a list, or none.
   * @throws DomainError `stock.chip_taken` when one of them is in stock.
   */
  async receive(caller: Caller, { chips }: Batch): Promise<{ received: number }> {
    const indexes = await this.sortedIndexes(chips);
    try {
      return await this.work.run(caller, async (tx) => {
        // The unique index guards the newest key version only.
        const older = this.chips.versionCount > 1 ? chips.flatMap((chip) => this.chips.indexes(chip).slice(1)) : [];
        if (older.length > 0 && (await tx.query(anyInStock(older))).length > 0) throw chipTaken();
        const ids = indexes.map(() => randomUUID());
        await tx.query(insertBlanks({ ids, indexes, keyVersion: this.chips.version, receivedBy: caller.account }));
        return { result: { received: chips.length }, audit: done('stock.receive') };
      });
    } catch (error) {
      throw violatedUnique(error) === 'blank_chip' ? chipTaken() : error;
    }
  }

  /** In the order of the indexes, so that rows do not keep the order of the list. Others are let in meanwhile. */
  private async sortedIndexes(chips: readonly string[]): Promise<Buffer[]> {
    const indexes: Buffer[] = [];
    for (const chip of chips) {
      indexes.push(this.chips.index(chip));
      if (indexes.length % 1_000 === 0) await new Promise(setImmediate);
    }
    return indexes.sort((a, b) => a.compare(b));
  }
}
