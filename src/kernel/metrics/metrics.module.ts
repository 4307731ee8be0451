import { Controller, type DynamicModule, Get, Global, Module, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { TakesAnyQuery } from '../http/any-query.decorator.js';
import { Metrics } from './metrics.js';

/** For the operator's scraper; the proxy in front keeps it from the outside. */
@ApiExcludeController()
@TakesAnyQuery()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async read(@Res() reply: FastifyReply): Promise<void> {
    await reply.type(this.metrics.contentType).send(await this.metrics.text());
  }
}

/** Gives every module the same `Metrics` and serves them. */
@Global()
@Module({})
export class MetricsModule {
  static of(metrics: Metrics): DynamicModule {
    const provided = { provide: Metrics, useValue: metrics };
    return { module: MetricsModule, controllers: [MetricsController], providers: [provided], exports: [Metrics] };
  }
}
