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
  rateLimited,
  requestTooLarge,
  roleRequired,
  serviceStopping,
  unknownField,
  unsupportedMediaType,
} from '../errors/index.js';
import { ANY_QUERY_EXTENSION } from './any-query.decorator.js';
import { addExamples } from './openapi-examples.js';
import { withPlainNames } from './openapi-names.js';
import { describeParameters } from './openapi-parameters.js';
import { ANSWER_HEADERS, codesIn, PROBLEM_SCHEMA, problemExample, problemResponses } from './problem-responses.js';

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
  /** What operations are gathered under, in this order. */
  readonly tags?: readonly { readonly name: string; readonly description: string }[];
  /** Operations that no controller has. They say all about themselves. */
  readonly paths?: OpenAPIObject['paths'];
  /** What is sent to those who asked for it (OpenAPI 3.1). Each says all about itself. */
  readonly webhooks?: Readonly<Record<string, object>>;
}

type SecuritySchemeObject = Parameters<DocumentBuilder['addSecurity']>[1];

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Security schemes, to be named in `@ApiBearerAuth('staff')` and `@ApiSecurity('partner')`. */
export const STAFF_SCHEME = 'staff';
export const PARTNER_SCHEME = 'partner';

/** Builds the OpenAPI 3.1 document from the controllers and adds what holds for all operations. */
export function openApiDocument(application: INestApplication, about: Documentation): OpenAPIObject {
  const document = withPlainNames(SwaggerModule.createDocument(application, frame(about), { operationIdFactory: operationId }));
  const components = (document.components ??= {});
  const schemas: Record<string, object> = { ...components.schemas, Problem: PROBLEM_SCHEMA };
  const byCode = new Map(errorCatalogue().map((definition) => [definition.code, definition]));
  const operations = Object.values(document.paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
  const codes = new Set(operations.flatMap((operation) => complete(operation, byCode)));
  for (const operation of operations) addExamples(operation, schemas);
  close(operations.map((operation) => operation.requestBody), schemas);
  Object.assign(document.paths, about.paths);
  const examples = Object.fromEntries([...codes].map((definition) => [definition.code, problemExample(definition)]));
  document.components = { ...components, schemas: schemas, examples, headers: { ...ANSWER_HEADERS } };
  return Object.assign(document, about.webhooks && { webhooks: about.webhooks });
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

function frame({ title, description, version, publicUrl, schemes = {}, tags = [] }: Documentation): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder();
  for (const [name, scheme] of Object.entries(schemes)) builder.addSecurity(name, scheme);
  const config = builder
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setDescription(description)
    .setVersion(version)
    .addServer(serverAt(publicUrl))
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
  return { ...config, info: { title, description, version, license }, tags: [...tags] };
}

/** An address of this machine is nobody else's: where the document was fetched from says it better. */
function serverAt(publicUrl: string): string {
  return /^https?:\/\/(localhost|127\.|\[::1\])/.test(publicUrl) ? '/' : publicUrl;
}

/** `CardsController.issue` becomes `cardsIssue`. */
function operationId(controller: string, method: string): string {
  const subject = controller.replace(/Controller$/, '');
  return `${subject.charAt(0).toLowerCase()}${subject.slice(1)}${method.charAt(0).toUpperCase()}${method.slice(1)}`;
}

/** Adds what every operation of its sort answers with. @returns all errors it may answer with. */
function complete(operation: Operation, byCode: ReadonlyMap<string, ErrorDefinition>): ErrorDefinition[] {
  // Said outright, so that a forgotten credential shows in the document.
  operation.security ??= [];
  const named = Object.values(operation.responses)
    .flatMap((response) => codesIn(response))
    .flatMap((code) => byCode.get(code) ?? []);
  const definitions = [...named, ...impliedBy(operation).map((error) => error.definition)];
  describeSuccesses(operation);
  describeParameters(operation);
  if (ANY_QUERY_EXTENSION in operation) delete operation[ANY_QUERY_EXTENSION];
  for (const [status, response] of problemResponses(definitions)) Object.assign(operation.responses, { [status]: response });
  return definitions;
}

function describeSuccesses({ responses, security = [] }: Operation): void {
  const limited = security.some((requirement) => PARTNER_SCHEME in requirement);
  const names = ['X-Request-Id', ...(limited ? ['RateLimit', 'RateLimit-Policy'] : [])];
  const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  for (const [status, response] of Object.entries(responses)) {
    if (!response || '$ref' in response) continue;
    response.description ||= SUCCESSES[status] ?? '';
    response.headers = { ...headers, ...response.headers };
  }
}

const SUCCESSES: Readonly<Record<string, string>> = {
  200: 'Here it is, or it is done.',
  201: 'It was made.',
  202: 'It was taken, and takes effect later.',
  204: 'It is done.',
};

/** A body of lines has none that could be unknown. */
function hasFields(body: Operation['requestBody']): boolean {
  return body !== undefined && 'content' in body && Object.keys(body.content).some((type) => !/^text\/csv|ndjson$/.test(type));
}

function impliedBy(operation: Operation): ErrorFactory[] {
  const { security = [], parameters = [], requestBody } = operation;
  const has = (scheme: string) => security.some((requirement) => scheme in requirement);
  const taken = (place: string, name = /^/) =>
    parameters.flatMap((parameter) => ('in' in parameter && parameter.in === place && name.test(parameter.name) ? [parameter] : []));
  const [key] = taken('header', /^idempotency-key$/i);
  return [
    ...(security.length > 0 ? [credentialsMissing, credentialsInvalid, databaseUnavailable] : []),
    ...(has(STAFF_SCHEME) ? [roleRequired] : []),
    ...(has(PARTNER_SCHEME) ? [rateLimited] : []),
    ...(requestBody ? [malformedJson, requestTooLarge, unsupportedMediaType] : []),
    ...(hasFields(requestBody) || !(ANY_QUERY_EXTENSION in operation) ? [unknownField] : []),
    ...(hasFields(requestBody) || taken('query').length > 0 ? [invalidRequest] : []),
    ...(key ? [idempotencyKeyInvalid, idempotencyKeyReused] : []),
    ...(key?.required ? [idempotencyKeyRequired] : []),
    malformedRequest,
    internalError,
    serviceStopping,
  ];
}
