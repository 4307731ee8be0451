import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { type Config } from '../kernel/config/config.js';
import { createApplication, type Documentation } from '../kernel/http/index.js';
import { type Foundation } from '../kernel/kernel.module.js';
import { Metrics, MetricsModule } from '../kernel/metrics/index.js';
import { TOKEN_OPERATION } from '../modules/partners/index.js';
import { REFRESH_SCHEME } from '../modules/staff/index.js';
import { WEBHOOK_MESSAGES } from '../modules/webhooks/index.js';
import { DESCRIPTION, TAGS } from './api-description.js';

/** The whole HTTP application with its documentation, ready to listen or to be tested. */
export function createService(foundation: Foundation): Promise<NestFastifyApplication> {
  const { config, log } = foundation;
  return createApplication(AppModule.on(foundation), { log, documentation: documentationOf(config) });
}

/** What the OpenAPI document says about this service as a whole. */
export function documentationOf(config: Config): Documentation {
  return {
    title: 'CityKey Card Services',
    description: DESCRIPTION,
    version: packageVersion(),
    publicUrl: config.publicUrl,
    schemes: { refresh: REFRESH_SCHEME },
    tags: TAGS,
    paths: TOKEN_OPERATION,
    webhooks: WEBHOOK_MESSAGES,
  };
}

/** The same modules without a server, for the command line. */
export function createContext(foundation: Foundation): Promise<INestApplicationContext> {
  const everything = { module: AppModule, imports: [MetricsModule.of(new Metrics()), AppModule.on(foundation)] };
  return NestFactory.createApplicationContext(everything, { logger: false, abortOnError: false });
}

/** From package.json, which stands beside `dist` and `src` alike. */
function packageVersion(): string {
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
