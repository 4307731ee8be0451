import { Module } from '@nestjs/common';
import { StaffModule } from '../staff/index.js';
import { ClientLimits } from './client-limits.js';
import { ClientUsage } from './client-usage.js';
import { KeysController } from './http/keys.controller.js';
import { OAuthController } from './http/oauth.controller.js';
import { PartnerGuard } from './http/partner.guard.js';
import { PartnersController } from './http/partners.controller.js';
import { UsageController } from './http/usage.controller.js';
import { KeyStatements } from './key-statements.js';
import { PartnerAccessTokens } from './oauth/access-tokens.js';
import { AuthorizationServer } from './oauth/authorization-server.js';
import { SigningKeys } from './oauth/signing-keys.js';
import { SpentAssertions } from './oauth/spent-assertions.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { TokenLimits } from './oauth/token-limits.js';
import { OwnKeys } from './own-keys.service.js';
import { PartnerAdmin } from './partner-admin.service.js';
import { PartnerChanges } from './partner-changes.service.js';
import { PartnerDirectory } from './partner.directory.js';
import { PartnerQueries } from './partner.queries.js';
import { PartnerRegistry } from './partner.registry.js';
import { PartnersJobs } from './partners.jobs.js';

/** The partners that run the services: registry, credentials, policy, OAuth. Needs `KNOWN_PROFILES` from a global module. */
@Module({
  imports: [StaffModule],
  controllers: [PartnersController, OAuthController, KeysController, UsageController],
  providers: [
    PartnerDirectory,
    PartnerRegistry,
    PartnerAdmin,
    PartnerChanges,
    PartnerQueries,
    KeyStatements,
    OwnKeys,
    SigningKeys,
    SpentAssertions,
    AuthorizationServer,
    TokenEndpoint,
    TokenLimits,
    PartnerAccessTokens,
    PartnerGuard,
    ClientLimits,
    ClientUsage,
    PartnersJobs,
  ],
  exports: [PartnerRegistry, PartnerAdmin, PartnerGuard, PartnerAccessTokens, PartnerDirectory, ClientLimits, ClientUsage],
})
export class PartnersModule {}
