import {
  type AdapterDescription,
  type AdapterFactory,
  type AuditedLink,
  type LaneNotice,
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
  readonly profile: string = 'scripted';
  /** Every batch that was submitted. */
  readonly batches: (readonly Submission[])[] = [];
  answer: (batch: readonly Submission[], until?: Date) => Promise<readonly Receipt[]> | readonly Receipt[] = (batch) => batch.map(accepted);
  late: LateReceipts[] = [];
  storage: LaneStorage;
  description: Partial<AdapterDescription> = {};
  closed = 0;
  /** What waits for a person here. */
  waiting: readonly LaneNotice[] = [];
  /** Every full audit that was taken in whole. */
  readonly audits: (readonly AuditedLink[])[] = [];
  /** What happens to a full audit before it is taken in. */
  auditing: () => Promise<void> | void = () => undefined;
  submitFullAudit?: (links: AsyncIterable<AuditedLink>) => Promise<number>;

  /** @param fullAudits whether its protocol has such a file. */
  constructor(
    readonly service: Service,
    fullAudits = false,
  ) {
    if (fullAudits) this.submitFullAudit = (links) => this.takeIn(links);
  }

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

  async submit(batch: readonly Submission[], until?: Date): Promise<readonly Receipt[]> {
    this.batches.push(batch);
    return this.answer(batch, until);
  }

  async *collect(): AsyncIterable<LateReceipts> {
    for (const one of this.late.splice(0)) yield await Promise.resolve(one);
  }

  notices(): readonly LaneNotice[] {
    return this.waiting;
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
    this.waiting = [];
    this.audits.length = 0;
    this.auditing = () => undefined;
    this.answer = (batch) => batch.map(accepted);
    this.description = {};
  }

  private async takeIn(links: AsyncIterable<AuditedLink>): Promise<number> {
    await this.auditing();
    const listed: AuditedLink[] = [];
    for await (const link of links) listed.push(link);
    this.audits.push(listed);
    return listed.length;
  }
}
