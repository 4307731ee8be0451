import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type Documentation, openApiDocument } from './openapi-document.js';

/**
 * Serves `GET /openapi.json` and a page made of it at `/docs`, both from this server alone. The document is built
 * when it is first asked for, and once.
 */
export function serveDocumentation(application: NestFastifyApplication, about: Documentation): void {
  let document: OpenAPIObject | undefined;
  let text: string | undefined;
  const built = () => (document ??= openApiDocument(application, about));
  application
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_request, reply) => reply.type('application/json').send((text ??= JSON.stringify(built()))));
  SwaggerModule.setup('docs', application, built, {
    raw: false,
    customSiteTitle: about.title,
    swaggerOptions: {
      // By default the page sends the document to a validator elsewhere.
      validatorUrl: null,
      defaultModelsExpandDepth: -1,
      persistAuthorization: false,
    },
  });
}
