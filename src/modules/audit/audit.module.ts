import { Module } from '@nestjs/common';
import { StaffModule } from '../staff/index.js';
import { AuditQueries } from './audit.queries.js';
import { AuditController } from './http/audit.controller.js';

/** Reading the audit. Writing is the unit of work's business, and nobody changes or deletes. */
@Module({
  imports: [StaffModule],
  controllers: [AuditController],
  providers: [AuditQueries],
  exports: [AuditQueries],
})
export class AuditModule {}
