export { PartnerApiModule } from './partner-api.module.js';
export { STATUS_LIST_SIGNING } from './status-list.service.js';
