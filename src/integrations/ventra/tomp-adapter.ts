import {
  type AdapterDescription,
  type LateReceipts,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerView,
  type Receipt,
  type Submission,
} from '../../modules/links/index.js';
import { answerBatch } from '../transport/batch.js';
import { type Account, type Refusal, type TompApi } from './tomp-api.js';

/** Why a link was rejected. A closed list, shown to staff. */
export type TransitRejection =
  /** The account vanished between being read and being changed. */
  | 'transit.not_found'
  /** The operator refused the identifier or the card status. */
  | 'transit.refused';

/**
 * Keeps customer accounts of a transit operator in step, by the TOMP-API 2.0 customer module.
 *
 * Cubic publishes no contract for Ventra; this is a public one that a fare system can be held to instead.
 * Adopted chips and minted identifiers are treated alike: the operator knows a chip already and answers its own
 * account, or learns of it by the same request, which names no holder either way.
 */
export class TompAdapter implements PartnerAdapter {
  constructor(
    private readonly api: TompApi,
    private readonly concurrency: number,
    private readonly release: () => Promise<void>,
  ) {}

  describe(): AdapterDescription {
    return {
      service: 'transit',
      profile: 'tomp-customer',
      batchSize: 50,
      carriesExpiry: false,
      exclusive: false,
      submitEverySeconds: 0,
    };
  }

  /** A link that failed alone has no receipt among those returned; it is to be tried again. */
  submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    const fatal = (failure: unknown) => !(failure instanceof PartnerFailure) || failure.kind === 'credentials';
    return answerBatch(batch, { atOnce: this.concurrency, fatal }, async (wanted) => {
      const refusal = await this.settle(wanted);
      const about = { linkId: wanted.linkId, version: wanted.version };
      return refusal
        ? { ...about, outcome: 'rejected' as const, code: `transit.${refusal}` satisfies TransitRejection }
        : { ...about, outcome: 'accepted' as const };
    });
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    // The operator answers every request at once: nothing arrives late.
  }

  /** @throws PartnerFailure `retry` when the operator refuses the question itself. */
  async verify(token: string): Promise<PartnerView> {
    const found = await this.api.find(token);
    if (found === 'refused') throw new PartnerFailure('retry', 'unreadable_answer');
    return found === 'not_found' ? { found: false } : { found: true, state: stateOf(found) };
  }

  close(): Promise<void> {
    return this.release();
  }

  /** Reads first, so that being handed a state twice writes once. */
  private async settle({ token, state }: Submission): Promise<Refusal | null> {
    let account = await this.api.find(token);
    if (account === 'not_found') {
      if (state === 'ended') return null;
      account = await this.api.create(token);
    }
    if (typeof account === 'string') return account;
    if (account.cardStatus === state) return null;
    const changed = await this.api.setStatus(token, state);
    if (changed === 'not_found' && state === 'ended') return null;
    return typeof changed === 'string' ? changed : null;
  }
}

/** The stricter of what we set and what the operator did: a blocked account is suspended whatever we set. */
function stateOf({ cardStatus, status }: Account): 'active' | 'suspended' | 'ended' {
  if (cardStatus === 'ended') return 'ended';
  return status === 'ACTIVE' && cardStatus !== 'suspended' ? 'active' : 'suspended';
}
