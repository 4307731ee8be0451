import { Global, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { systemCaller } from '../../src/kernel/auth/index.js';
import { type Config, readConfig } from '../../src/kernel/config/config.js';
import { KernelModule } from '../../src/kernel/kernel.module.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';
import { Metrics, MetricsModule } from '../../src/kernel/metrics/index.js';
import { CardsModule } from '../../src/modules/cards/index.js';
import { ADAPTER_FACTORIES, type AdapterFactory, LinksModule, SERVICES, type Service } from '../../src/modules/links/index.js';
import { KNOWN_PROFILES, PartnerAdmin, PartnersModule } from '../../src/modules/partners/index.js';
import { createKernel, empty, type KernelOptions, NOON, type TestKernel } from './kernel.js';

/** Numbers as the sandbox draws them, with windows as a city would set them. */
export const POLICIES: Readonly<Record<Service, Readonly<Record<string, unknown>>>> = {
  transit: { tokens: { length: 16, prefix: '16', mint: true } },
  library: { tokens: { mint: { institution: '9840' } } },
  prescription: { tokens: { rxBin: '004682', rxPcn: 'CITYKEY', rxGroup: 'CITYKEY', memberPrefix: 'CK', memberLength: 14 } },
};

export interface CoreOptions extends KernelOptions {
  readonly adapters?: readonly AdapterFactory[];
  readonly config?: Partial<Config>;
  readonly policies?: Partial<typeof POLICIES>;
}

/** Cards, links and partners on a database of their own. No job runs by itself and nothing listens. */
export interface TestCore extends TestKernel {
  get<T>(type: Type<T>): T;
  /** Back to the registered partners, no cards and noon. */
  reset(): Promise<void>;
}

export async function createCore({ adapters = [], config = {}, policies = {}, ...options }: CoreOptions = {}): Promise<TestCore> {
  const kernel = await createKernel(options);
  const log = new EventLog('silent');
  const known = SERVICES.map((service) => ({ service, profile: 'scripted', check: () => undefined }));

  @Global()
  @Module({
    providers: [
      { provide: ADAPTER_FACTORIES, useValue: adapters },
      { provide: KNOWN_PROFILES, useValue: known },
    ],
    exports: [ADAPTER_FACTORIES, KNOWN_PROFILES],
  })
  class ScriptedModule {}

  const foundation = { config: { ...readConfig({}), ...config }, clock: kernel.clock, log, keyring: kernel.keyring, dataSource: kernel.source };
  const app = await Test.createTestingModule({
    imports: [KernelModule.on(foundation), MetricsModule.of(new Metrics()), ScriptedModule, PartnersModule, LinksModule, CardsModule],
  }).compile();
  for (const service of options.place ? [] : SERVICES) {
    await app.get(PartnerAdmin, { strict: false }).register(systemCaller('test'), {
      service,
      name: service,
      profile: 'scripted',
      settings: {},
      credentials: {},
      policy: policies[service] ?? POLICIES[service],
    });
  }
  return {
    ...kernel,
    get: (type) => app.get(type, { strict: false }),
    reset: async () => {
      kernel.clock.set(NOON);
      await empty(kernel.place.ownerUrl, ['partners.partner']);
    },
    close: async () => {
      await app.close();
      await kernel.close();
    },
  };
}
