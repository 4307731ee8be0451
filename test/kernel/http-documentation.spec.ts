import request from 'supertest';
import { type RunningSample, startSample } from './http-sample.js';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

describe('the documentation', () => {
  let sample: RunningSample;
  let document: {
    readonly openapi: string;
    readonly info: object;
    readonly servers: object[];
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly securitySchemes: object };
  };

  beforeAll(async () => {
    sample = await startSample({
      documentation: { title: 'Samples', description: 'Of all sorts.', version: '1.2.3', publicUrl: 'https://samples.city' },
    });
    const response = await request(sample.url).get('/openapi.json').expect(200).expect('content-type', /^application\/json/);
    document = response.body as typeof document;
  });
  afterAll(() => sample.application.close());

  /** The codes documented for an operation, by status. */
  function codes(path: string, method: string): Record<string, string[]> {
    const found = Object.entries(document.paths[path]?.[method]?.responses ?? {}).map(([status, response]) => {
      const enums = JSON.stringify(response).match(/"code":\{"enum":(\[[^\]]*\])/)?.[1];
      return [status, enums ? (JSON.parse(enums) as string[]).sort() : []] as const;
    });
    return Object.fromEntries(found.filter(([, listed]) => listed.length > 0));
  }

  it('is OpenAPI 3.1 with a licence, a server and both ways to authenticate', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toEqual({
      title: 'Samples',
      description: 'Of all sorts.',
      version: '1.2.3',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    });
    expect(document.servers).toEqual([{ url: 'https://samples.city' }]);
    expect(document.components.securitySchemes).toMatchObject({
      staff: { type: 'http', scheme: 'bearer' },
      partner: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://samples.city/oauth/token' } } },
    });
  });

  it('names the codes of an operation and those of its sort', () => {
    expect(codes('/samples', 'post')).toEqual({
      400: ['request.invalid', 'request.malformed', 'request.malformed_json', 'request.unknown_field'],
      413: ['request.too_large'],
      415: ['request.unsupported_media_type'],
      422: ['sample.colour_unknown'],
      500: ['internal'],
      503: ['service.stopping'],
    });
    expect(codes('/samples/acts', 'post')).toMatchObject({
      400: ['idempotency.key_invalid', 'idempotency.key_required', 'request.malformed', 'request.unknown_field'],
      401: ['auth.credentials_invalid', 'auth.credentials_missing'],
      403: ['auth.role_required'],
      422: ['idempotency.key_reused'],
      503: ['database.unavailable', 'service.stopping'],
    });
    expect(codes('/samples', 'get')[400]).toEqual(['request.invalid', 'request.malformed', 'request.unknown_field']);
    expect(codes('/samples/gate', 'get')[400]).toEqual(['request.malformed', 'request.unknown_field']);
  });

  it('closes what requests are made of, at every level', () => {
    expect(document.components.schemas['Sample']).toHaveProperty('additionalProperties', false);
    expect(document.components.schemas['Inner']).toHaveProperty('additionalProperties', false);
    expect(document.components.schemas['Colour']).not.toHaveProperty('additionalProperties');
  });

  it('describes problems once', () => {
    expect(document.components.schemas['Problem']).toMatchObject({ required: ['type', 'title', 'status', 'code'] });
    expect(JSON.stringify(document.paths['/samples']?.['post']?.responses['422'])).toContain('"$ref":"#/components/schemas/Problem"');
  });

  it('says of each operation whether it needs credentials', () => {
    expect(document.paths['/samples']?.['post']).toMatchObject({ operationId: 'samplesMake', security: [] });
    expect(document.paths['/samples/acts']?.['post']).toMatchObject({ operationId: 'samplesAct', security: [{ staff: [] }] });
  });

  it('leaves out the metrics', () => {
    expect(Object.keys(document.paths)).not.toContain('/metrics');
  });

  it('is a page that loads nothing from elsewhere', async () => {
    const page = await request(sample.url).get('/docs').expect(200).expect('content-type', /^text\/html/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses).toHaveLength(6);
    for (const address of addresses) {
      expect(address).toMatch(/^\.\/docs\//);
      await request(sample.url).get(new URL(address, `${sample.url}/docs`).pathname).expect(200);
    }
  });

  it('has the document in the page, and asks nobody to validate it', async () => {
    const script = await request(sample.url).get('/docs/swagger-ui-init.js').expect(200);
    expect(script.text).toContain('"operationId": "samplesMake"');
    expect(script.text).toContain('"validatorUrl": null');
  });

  it('answers for what it does not have as every address does', async () => {
    const response = await request(sample.url).get('/docs/nothing.js').expect(404);
    expect(response.body).toMatchObject({ code: 'route.unknown' });
  });
});
