import { Module } from '@nestjs/common';
import { RulesController } from './http/rules.controller.js';
import { RulesAdmin } from './rules-admin.service.js';
import { RulesQueries } from './rules.queries.js';
import { RulesService } from './rules.service.js';

/** Rules with the day from which they hold. */
@Module({
  controllers: [RulesController],
  providers: [RulesService, RulesAdmin, RulesQueries],
  exports: [RulesService],
})
export class RulesModule {}
