import { Inject, Injectable } from '@nestjs/common';
import { type Partner, PartnerRegistry } from '../partners/index.js';
import { type AdapterFactory, type ListHead, type PartnerAdapter, PartnerFailure, type PartnerRecord, type PartnerView, SettingsProblem } from './domain/partner-port.js';
import { type Service } from './domain/service.js';
import { SealedLaneStorage } from './lane-storage.js';
import { ADAPTER_FACTORIES, LaneTools } from './sync.service.js';

/** What partners hold, asked of them by their adapters. Lanes go on meanwhile: a list changes nothing at a partner's. */
@Injectable()
export class PartnerLists {
  constructor(
    @Inject(ADAPTER_FACTORIES) private readonly factories: readonly AdapterFactory[],
    private readonly partners: PartnerRegistry,
    private readonly tools: LaneTools,
  ) {}

  /** Whether the partner of a service can be asked for its full list. Without one it has to send it. */
  async has(service: Service): Promise<boolean> {
    return this.ask(service, (adapter) => adapter.fullList !== undefined);
  }

  /** Whether the partner ends what is suspended here, because it has no suspension. */
  async suspendsByEnding(service: Service): Promise<boolean> {
    return this.ask(service, (adapter) => adapter.describe().suspendsByEnding ?? false);
  }

  /**
   * What the partner shows for tokens, one by one.
   * @throws DomainError `partner.not_configured`; SettingsProblem. Asking raises PartnerFailure, also where the profile has
   *   no such question.
   */
  async verifying<T>(service: Service, work: (verify: (token: string) => Promise<PartnerView>) => Promise<T>): Promise<T> {
    return this.using(await this.partners.partnerOf(service), (adapter) =>
      work(async (token) => {
        const view = await adapter.verify(token);
        if (view === null) throw new PartnerFailure('retry', 'not_offered');
        return view;
      }),
    );
  }

  /** What the adapter of a service says of itself; false where none can be made. */
  private async ask(service: Service, question: (adapter: PartnerAdapter) => boolean): Promise<boolean> {
    const partner = await this.partners.byService(service);
    if (!partner) return false;
    try {
      return await this.using(partner, (adapter) => Promise.resolve(question(adapter)));
    } catch (error) {
      if (error instanceof SettingsProblem) return false;
      throw error;
    }
  }

  /**
   * The partner's full list as it comes.
   * @param meet is told what the list says of itself, where it says anything.
   * @throws PartnerFailure when it did not come to its end; FullListRefused when it is not to be trusted; DomainError
   *   `partner.not_configured`; SettingsProblem.
   */
  async *of(service: Service, meet: (head: ListHead) => void = () => undefined): AsyncGenerator<PartnerRecord> {
    const adapter = await this.adapterFor(await this.partners.partnerOf(service));
    try {
      if (adapter.fullList) yield* adapter.fullList(meet);
    } finally {
      await adapter.close();
    }
  }

  private async using<T>(partner: Partner, work: (adapter: PartnerAdapter) => Promise<T>): Promise<T> {
    const adapter = await this.adapterFor(partner);
    try {
      return await work(adapter);
    } finally {
      await adapter.close();
    }
  }

  private async adapterFor({ service, profile }: Partner): Promise<PartnerAdapter> {
    const { database, keyring, clock } = this.tools;
    const factory = this.factories.find((one) => one.service === service && one.profile === profile);
    if (!factory) throw new SettingsProblem(`no adapter is registered for profile ${profile}`);
    const storage = new SealedLaneStorage(service, database, keyring, profile);
    return factory.create(await this.partners.connectionOf(service), storage, () => clock.now());
  }
}
