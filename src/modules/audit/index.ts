export { AuditModule } from './audit.module.js';
export { AuditQueries, type CardEntry } from './audit.queries.js';
