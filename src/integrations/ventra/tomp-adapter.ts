import {
  type AdapterDescription,
  type LateReceipts,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerView,
  type Receipt,
  type Submission,
} from '../../modules/links/index.js';
import { settleBatch } from '../transport/settle-batch.js';
import { type TompSettings } from './settings.js';
import { type Account, type Refusal, type TompApi } from './tomp-api.js';

/** Why a link was rejected. A closed list, shown to staff. */
export type TransitRejection =
  /** The account vanished between being read and being changed. */
  | 'transit.not_found'
  /** The operator refused the identifier or the card status. */
  | 'transit.refused';

/** A replacement: two questions, the account made, the old one ended, the new one put to use. */
const MOST_REQUESTS = 5;

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
    private readonly settings: Pick<TompSettings, 'concurrency' | 'answerTimeoutMs'>,
    private readonly now: () => Date,
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
  submit(batch: readonly Submission[], until?: Date): Promise<readonly Receipt[]> {
    const fatal = (failure: unknown) => !(failure instanceof PartnerFailure) || failure.kind === 'credentials';
    const { concurrency: atOnce, answerTimeoutMs } = this.settings;
    return settleBatch(batch, { atOnce, fatal, until, now: this.now, linkMs: MOST_REQUESTS * answerTimeoutMs }, async (wanted) => {
      const refusal = await this.settle(wanted);
      return refusal ? (`transit.${refusal}` satisfies TransitRejection) : 'accepted';
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

  /**
   * Reads first, so that being handed a state twice writes once.
   *
   * A replacement is made known before anything ends, and the old account ends before the new one is put to use: a
   * crash leaves neither usable for a moment, and never both. Which balance goes where is the operator's affair.
   */
  private async settle({ token, state, replaces }: Submission): Promise<Refusal | null> {
    const old = replaces && replaces.token !== token ? replaces.token : undefined;
    let account = await this.api.find(token);
    if (account === 'not_found' && state !== 'ended') account = await this.api.create(token, old);
    if (account === 'refused') return account;
    const refusal = old === undefined ? null : await this.end(old);
    if (refusal || account === 'not_found') return refusal;
    const named = old === undefined || account.replaces === old;
    if (account.cardStatus === state && named) return null;
    const changed = await this.api.change(token, { cardStatus: state, ...(named ? {} : { replaces: old }) });
    return refusalOf(changed, state);
  }

  private async end(token: string): Promise<Refusal | null> {
    const account = await this.api.find(token);
    if (account === 'not_found' || account === 'refused') return account === 'refused' ? account : null;
    if (account.cardStatus === 'ended') return null;
    return refusalOf(await this.api.change(token, { cardStatus: 'ended' }), 'ended');
  }
}

/** An account that is not there has ended. */
function refusalOf(answer: Account | Refusal, wanted: Submission['state']): Refusal | null {
  if (typeof answer !== 'string') return null;
  return answer === 'not_found' && wanted === 'ended' ? null : answer;
}

/** The stricter of what we set and what the operator did: a blocked account is suspended whatever we set. */
function stateOf({ cardStatus, status }: Account): 'active' | 'suspended' | 'ended' {
  if (cardStatus === 'ended') return 'ended';
  return status === 'ACTIVE' && cardStatus !== 'suspended' ? 'active' : 'suspended';
}
