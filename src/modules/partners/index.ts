export { PartnersModule } from './partners.module.js';
export { PartnerRegistry } from './partner.registry.js';
export { PartnerAdmin, type ClientStanding, type NewPartner } from './partner-admin.service.js';
export { AskingPartner, type CallingPartner, callingPartnerOf, ForPartners, PartnerGuard } from './http/partner.guard.js';
export * from './domain/service.js';
export * from './domain/policy.js';
export { type Connection, type Partner, type PartnerState } from './domain/partner.js';
export { KNOWN_PROFILES, type KnownProfile } from './profiles.js';
export { partnerNotConfigured } from './partners.errors.js';
