import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { PoolGauges } from './pool-gauges.js';
import { Readiness } from './readiness.js';

/** Tells an orchestrator and a scraper how this instance is. */
@Module({
  // Its own log lines would print what failed in the words of other programs.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [Readiness, PoolGauges],
})
export class HealthModule {}
