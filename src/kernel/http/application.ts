import { type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLog } from '../logging/nest-log.js';
import { Metrics } from '../metrics/metrics.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { serveDocumentation } from './documentation.js';
import { type Documentation } from './openapi-document.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestPipe } from './request.pipe.js';
import { ServerAdapter, type ServerOptions } from './server-adapter.js';
import { refuseUndeclaredQueries } from './undeclared-query.js';

export interface ApplicationOptions extends ServerOptions {
  /** Where requests are counted; made here when left out. */
  readonly metrics?: Metrics;
  /** Serves `/openapi.json` and `/docs` when given. */
  readonly documentation?: Documentation;
  /** Mounts what is not a Nest controller, before the routes are closed. */
  readonly prepare?: (application: NestFastifyApplication) => void | Promise<void>;
}

/**
 * Makes the HTTP application, ready to `listen` on or to be handed to supertest. Every answer that is not a success
 * is a problem document, and nothing a caller sent is echoed or logged. Signals are the caller's business.
 * @throws whatever a module raised while it started.
 */
export async function createApplication(
  rootModule: Type | DynamicModule,
  options: ApplicationOptions,
): Promise<NestFastifyApplication> {
  const { metrics = new Metrics() } = options;
  const adapter = new ServerAdapter(options, metrics);
  const everything = { imports: [MetricsModule.of(metrics), rootModule] };
  const application = await NestFactory.create<NestFastifyApplication>(everything, adapter, {
    logger: new NestLog(options.log),
    abortOnError: false,
    // The adapter brings the only parser there is.
    bodyParser: false,
  });
  application.useGlobalFilters(new ProblemFilter(options.log));
  application.useGlobalPipes(new RequestPipe());
  refuseUndeclaredQueries(application);
  if (options.documentation) serveDocumentation(application, options.documentation);
  await options.prepare?.(application);
  await application.init();
  await adapter.server.ready();
  return application;
}
