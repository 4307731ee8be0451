export { PartnerApiModule } from './partner-api.module.js';
