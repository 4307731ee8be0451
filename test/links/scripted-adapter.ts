import {
  type AdapterDescription,
  type AdapterFactory,
  type LaneStorage,
  type LateReceipts,
  type PartnerAdapter,
  type PartnerView,
  type Receipt,
  type Service,
  type Submission,
} from '../../src/modules/links/index.js';

export const accepted = ({ linkId, version }: Submission): Receipt => ({ linkId, version, outcome: 'accepted' });

export const rejected = ({ linkId, version }: Submission, code = 'library.bad_reference'): Receipt => ({
  linkId,
  version,
  outcome: 'rejected',
  code,
});

/** A partner that answers what a test tells it to. Only the rules of the sync engine are tried with it. */
export class ScriptedPartner implements AdapterFactory, PartnerAdapter {
  readonly profile = 'scripted';
  /** Every batch that was submitted. */
  readonly batches: (readonly Submission[])[] = [];
  answer: (batch: readonly Submission[]) => Promise<readonly Receipt[]> | readonly Receipt[] = (batch) => batch.map(accepted);
  late: LateReceipts[] = [];
  storage: LaneStorage;
  description: Partial<AdapterDescription> = {};
  closed = 0;

  constructor(readonly service: Service) {}

  create(_: unknown, storage: LaneStorage): PartnerAdapter {
    this.storage = storage;
    return this;
  }

  describe(): AdapterDescription {
    return {
      service: this.service,
      profile: this.profile,
      batchSize: 50,
      carriesExpiry: true,
      exclusive: false,
      submitEverySeconds: 0,
      ...this.description,
    };
  }

  async submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    this.batches.push(batch);
    return this.answer(batch);
  }

  async *collect(): AsyncIterable<LateReceipts> {
    for (const one of this.late.splice(0)) yield await Promise.resolve(one);
  }

  verify(): Promise<PartnerView | null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }

  /** As if nothing had been said and nothing scripted. */
  forget(): void {
    this.batches.length = 0;
    this.late = [];
    this.answer = (batch) => batch.map(accepted);
    this.description = {};
  }
}
