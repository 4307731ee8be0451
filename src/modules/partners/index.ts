export { PartnersModule } from './partners.module.js';
export { PartnerRegistry } from './partner.registry.js';
export * from './domain/service.js';
export * from './domain/policy.js';
export { type Connection, type Partner, type PartnerState } from './domain/partner.js';
export { KNOWN_PROFILES, type KnownProfile } from './profiles.js';
