import { ASSERTION_ALGORITHMS, PARTNER_TOKEN_SECONDS, TOKEN_PATH } from './authorization-server.js';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const JWT = 'eyJhbGciOiJFZERTQSJ9.e30.c2ln';

const FORM = {
  type: 'object',
  required: ['grant_type', 'client_assertion_type', 'client_assertion'],
  properties: {
    grant_type: { type: 'string', const: 'client_credentials' },
    client_assertion_type: { type: 'string', const: ASSERTION_TYPE },
    client_assertion: {
      type: 'string',
      description: `A JWT (RFC 7523): \`iss\` and \`sub\` are the client id, \`aud\` the issuer and nothing else, \`jti\` new each time, \`exp\` within five minutes. Signed with ${ASSERTION_ALGORITHMS.join(', ')}.`,
    },
    resource: { type: 'string', format: 'uri', description: 'The issuer, which is meant anyway (RFC 8707).' },
  },
  example: { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: JWT },
};

const TOKEN = {
  type: 'object',
  required: ['access_token', 'expires_in', 'token_type'],
  additionalProperties: false,
  properties: {
    access_token: { type: 'string', description: 'Good for this partner only.' },
    expires_in: { type: 'integer', description: 'Seconds.' },
    token_type: { type: 'string', const: 'Bearer' },
  },
};

const REFUSALS = [
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'invalid_target',
  'server_error',
  'temporarily_unavailable',
  'unauthorized_client',
  'unsupported_grant_type',
];

const REFUSAL = {
  type: 'object',
  required: ['error'],
  additionalProperties: false,
  properties: { error: { type: 'string', enum: REFUSALS }, error_description: { type: 'string' } },
};

const HEADERS = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

const answer = (description: string, schema: object, example: object, headers: object = {}) => ({
  description,
  headers: { ...HEADERS, ...headers },
  content: { 'application/json': { schema, example } },
});

const refusal = (description: string, error: string, said?: string, headers?: object) =>
  answer(description, REFUSAL, { error, ...(said === undefined ? {} : { error_description: said }) }, headers);

/** The token endpoint as the OpenAPI document tells of it. No controller has it: see `TokenEndpoint`. */
export const TOKEN_OPERATION = {
  [TOKEN_PATH]: {
    post: {
      operationId: 'getAccessToken',
      summary: 'Ask for an access token by client credentials with a signed assertion (RFC 6749, RFC 7523)',
      description: `It lives ${PARTNER_TOKEN_SECONDS} seconds. Refusals are those of OAuth, not problem documents.`,
      tags: ['partner authorization'],
      security: [],
      requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: FORM, example: FORM.example } } },
      responses: {
        200: answer('An access token.', TOKEN, { access_token: JWT, expires_in: PARTNER_TOKEN_SECONDS, token_type: 'Bearer' }),
        400: refusal('The request is not one for client credentials.', 'unsupported_grant_type', 'unsupported grant_type requested'),
        401: refusal('The assertion is wrong, was used before, lives too long, or its client is not let in.', 'invalid_client', 'client authentication failed'),
        411: refusal('The request does not say how long it is.', 'invalid_request', 'a Content-Length header is needed'),
        413: refusal('The request is too large.', 'invalid_request', 'the body is too large'),
        429: refusal('Too many requests of this address or of this client.', 'temporarily_unavailable', 'too many requests', {
          'Retry-After': { $ref: '#/components/headers/Retry-After' },
        }),
        500: refusal('A fault on our side.', 'server_error', 'oops! something went wrong'),
        503: refusal('The database cannot be reached.', 'temporarily_unavailable', 'The database cannot be reached.', {
          'Retry-After': { $ref: '#/components/headers/Retry-After' },
        }),
      },
    },
  },
};
