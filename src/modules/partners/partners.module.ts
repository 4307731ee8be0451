import { Module } from '@nestjs/common';
import { PartnerDirectory } from './partner.directory.js';
import { PartnerRegistry } from './partner.registry.js';

/** The partners that run the services: registry, credentials, policy, OAuth. */
@Module({
  providers: [PartnerDirectory, PartnerRegistry],
  exports: [PartnerRegistry],
})
export class PartnersModule {}
