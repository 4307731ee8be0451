import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ADAPTERS } from './integrations/index.js';
import { HealthModule } from './kernel/health/index.js';
import { type Foundation, KernelModule } from './kernel/kernel.module.js';
import { AuditModule } from './modules/audit/index.js';
import { CardsModule } from './modules/cards/index.js';
import { ADAPTER_FACTORIES, type AdapterFactory, type LaneStorage, LinksModule } from './modules/links/index.js';
import { PartnerApiModule } from './modules/partner-api/index.js';
import { KNOWN_PROFILES, type KnownProfile, PartnersModule } from './modules/partners/index.js';
import { ReconciliationModule } from './modules/reconciliation/index.js';
import { RulesModule } from './modules/rules/index.js';
import { StaffModule } from './modules/staff/index.js';
import { StockModule } from './modules/stock/index.js';
import { WebhooksModule } from './modules/webhooks/index.js';

/** Brings the integrations to the modules, which do not know them. */
@Global()
@Module({
  providers: [
    { provide: ADAPTER_FACTORIES, useValue: ADAPTERS },
    { provide: KNOWN_PROFILES, useValue: ADAPTERS.map(knownProfile) },
  ],
  exports: [ADAPTER_FACTORIES, KNOWN_PROFILES],
})
class IntegrationsModule {}

@Module({})
export class AppModule {
  /** The whole service on a foundation that is ready. */
  static on(foundation: Foundation): DynamicModule {
    return {
      module: AppModule,
      imports: [
        KernelModule.on(foundation),
        ScheduleModule.forRoot(),
        IntegrationsModule,
        HealthModule,
        StaffModule,
        AuditModule,
        PartnersModule,
        RulesModule,
        StockModule,
        LinksModule,
        CardsModule,
        PartnerApiModule,
        WebhooksModule,
        ReconciliationModule,
      ],
    };
  }
}

/** Settings fit when the adapter can be made of them; making one opens no connection. */
function knownProfile(factory: AdapterFactory): KnownProfile {
  const { service, profile } = factory;
  return {
    service,
    profile,
    check: (connection) => void factory.create(connection, unusedStorage, () => new Date()).close(),
  };
}

const unusedStorage = new Proxy({} as LaneStorage, {
  get: () => {
    throw new Error('an adapter touched its storage while it was made');
  },
});
