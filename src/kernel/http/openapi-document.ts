import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import {
  credentialsInvalid,
  credentialsMissing,
  databaseUnavailable,
  type ErrorDefinition,
  errorCatalogue,
  type ErrorFactory,
  idempotencyKeyInvalid,
  idempotencyKeyRequired,
  idempotencyKeyReused,
  internalError,
  invalidRequest,
  malformedJson,
  malformedRequest,
  requestTooLarge,
  roleRequired,
  unknownField,
  unsupportedMediaType,
} from '../errors/index.js';
import { codesIn, PROBLEM_SCHEMA, problemResponses } from './problem-responses.js';

/** What the OpenAPI document says about the service as a whole. */
export interface Documentation {
  readonly title: string;
  /** CommonMark. */
  readonly description: string;
  readonly version: string;
  /** The address clients reach the service at, without a slash at its end. */
  readonly publicUrl: string;
  /** Ways to authenticate beside the two below, by name. */
  readonly schemes?: Readonly<Record<string, SecuritySchemeObject>>;
}

type SecuritySchemeObject = Parameters<DocumentBuilder['addSecurity']>[1];

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Security schemes, to be named in `@ApiBearerAuth('staff')` and `@ApiSecurity('partner')`. */
export const STAFF_SCHEME = 'staff';
export const PARTNER_SCHEME = 'partner';

/** Builds the OpenAPI 3.1 document from the controllers and adds what holds for all operations. */
export function openApiDocument(application: INestApplication, about: Documentation): OpenAPIObject {
  const document = SwaggerModule.createDocument(application, frame(about), { operationIdFactory: operationId });
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA };
  const byCode = new Map(errorCatalogue().map((definition) => [definition.code, definition]));
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) if (item[method]) complete(item[method], byCode);
  }
  const operations = Object.values(document.paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
  close(operations.map((operation) => operation.requestBody), document.components.schemas);
  return document;
}

/** Says of every schema that a request may use what the request pipe does: it takes no other field. */
function close(requests: unknown, schemas: Record<string, object>): void {
  const names = [...JSON.stringify(requests).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
  for (const name of new Set(names)) {
    const schema = schemas[name];
    if (!schema || !('properties' in schema) || 'additionalProperties' in schema) continue;
    Object.assign(schema, { additionalProperties: false });
    close(schema, schemas);
  }
}

function frame({ title, description, version, publicUrl, schemes = {} }: Documentation): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder();
  for (const [name, scheme] of Object.entries(schemes)) builder.addSecurity(name, scheme);
  const config = builder
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .addServer(publicUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Staff, after sign-in.' }, STAFF_SCHEME)
    .addOAuth2(
      {
        type: 'oauth2',
        description: 'A partner, by client credentials with a signed assertion (RFC 7523, `private_key_jwt`).',
        flows: { clientCredentials: { tokenUrl: `${publicUrl}/oauth/token`, scopes: {} } },
      },
      PARTNER_SCHEME,
    )
    .build();
  // An SPDX identifier stands in the place of an address since OpenAPI 3.1; the builder knows addresses only.
  const license = { name: 'Apache License 2.0', identifier: 'Apache-2.0' };
  return { ...config, info: { title, description, version, license } };
}

/** `CardsController.issue` becomes `cardsIssue`. */
function operationId(controller: string, method: string): string {
  const subject = controller.replace(/Controller$/, '');
  return `${subject.charAt(0).toLowerCase()}${subject.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

function complete(operation: Operation, byCode: ReadonlyMap<string, ErrorDefinition>): void {
  // Said outright, so that a forgotten credential shows in the document.
  operation.security ??= [];
  const named = Object.values(operation.responses)
    .flatMap((response) => codesIn(response))
    .flatMap((code) => byCode.get(code) ?? []);
  const definitions = [...named, ...impliedBy(operation).map((error) => error.definition)];
  for (const [status, response] of problemResponses(definitions)) Object.assign(operation.responses, { [status]: response });
}

function impliedBy(operation: Operation): ErrorFactory[] {
  const { security = [], parameters = [], requestBody } = operation;
  const has = (scheme: string) => security.some((requirement) => scheme in requirement);
  const takes = (place: string, name?: RegExp) =>
    parameters.some((parameter) => 'in' in parameter && parameter.in === place && (!name || name.test(parameter.name)));
  return [
    ...(security.length > 0 ? [credentialsMissing, credentialsInvalid, databaseUnavailable] : []),
    ...(has(STAFF_SCHEME) ? [roleRequired] : []),
    ...(requestBody ? [malformedJson, requestTooLarge, unsupportedMediaType] : []),
    ...(requestBody || takes('query') ? [unknownField, invalidRequest] : []),
    ...(takes('header', /^idempotency-key$/i) ? [idempotencyKeyRequired, idempotencyKeyInvalid, idempotencyKeyReused] : []),
    malformedRequest,
    internalError,
  ];
}
