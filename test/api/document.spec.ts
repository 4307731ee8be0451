import { createConfig, lintFromString } from '@redocly/openapi-core';
import { errorCatalogue } from '../../src/kernel/errors/index.js';
import { codesOf, contentsOf, type Described, liveDocument, type OpenApiDocument, operationsOf } from './document.js';

/** Codes that no operation answers, because it is not known yet which one is meant. The document tells of them at its beginning. */
const BEFORE_ANY_OPERATION: Readonly<Record<string, string>> = {
  'route.method_not_allowed': 'the address has operations, and none of this method',
  'request.headers_too_large': 'its headers were not read to the end',
};

/** Codes of the command line: over HTTP, the form of the body is refused first. */
const NEVER_OVER_HTTP = ['staff.roles_invalid'];

/** Errors and warnings by all rules of Redocly's recommended set; nothing is ignored. */
async function faultsOf(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message, location: [place] }) => `${ruleId}: ${message} ${place?.pointer}`);
}

/** What is wrong with the name of an operation: `verbNoun`, and of one sort everywhere. */
const isWellNamed = (operationId: string) => /^[a-z]+([A-Z][a-z]*)*$/.test(operationId) && /[A-Z]|^sign/.test(operationId);

describe('the OpenAPI document', () => {
  let document: OpenApiDocument;
  let operations: Described[];

  beforeAll(async () => {
    document = await liveDocument();
    operations = operationsOf(document);
  });

  it('lints clean by the recommended rules of Redocly', async () => {
    expect(await faultsOf(document)).toEqual([]);
  });

  it('would be found out if it did not', async () => {
    const spoiled = structuredClone(document) as unknown as { info: { license?: unknown }; paths: Record<string, Record<string, Record<string, unknown>>> };
    delete spoiled.info.license;
    const operation = spoiled.paths['/v1/cards']?.['post'] ?? {};
    operation['operationId'] = 'suspendCard';
    operation['security'] = [{ nobody: [] }];
    const rules = (await faultsOf(spoiled)).map((fault) => fault.split(':')[0]);
    expect([...new Set(rules)].sort()).toEqual(['info-license', 'operation-operationId-unique', 'security-defined']);
  });

  it('names every operation, says in one line what it does and who may', () => {
    expect(operations.length).toBeGreaterThan(70);
    expect(operations.filter(({ operationId }) => !isWellNamed(operationId)).map(({ operationId }) => operationId)).toEqual([]);
    expect(operations.filter(({ summary }) => !summary || summary.length > 140).map(({ name }) => name)).toEqual([]);
    expect(operations.filter(({ security }) => !Array.isArray(security)).map(({ name }) => name)).toEqual([]);
    for (const wrong of ['Issue', 'partners_list', 'issue-card', 'list']) expect(isWellNamed(wrong)).toBe(false);
  });

  it('gathers every operation under one heading that it explains, and explains no other', () => {
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(new Set(operations.flatMap(({ tags }) => tags)));
    expect(operations.filter(({ tags }) => tags.length !== 1).map(({ name }) => name)).toEqual([]);
    expect(document.tags.filter(({ description }) => description.length < 10)).toEqual([]);
  });

  it('describes every answer, and gives an example of every request, success and parameter', () => {
    const bare = operations.flatMap(({ name, responses }) =>
      Object.entries(responses).flatMap(([status, { description }]) => (description ? [] : `${name} ${status}`)),
    );
    expect(bare).toEqual([]);
    const missing = operations.filter((operation) => contentsOf(operation).some(({ example, examples }) => example === undefined && !examples));
    expect(missing.map(({ name }) => name)).toEqual([]);
    const parameters = operations.flatMap(({ name, parameters = [] }) =>
      parameters.filter(({ example, schema }) => (example ?? schema['example']) === undefined).map((parameter) => `${name} ${parameter.name}`),
    );
    expect(parameters).toEqual([]);
  });

  it('has an example of every code that an operation may answer', () => {
    const { examples } = document.components;
    for (const { responses, ...operation } of operations) {
      for (const [status, codes] of Object.entries(codesOf({ responses, ...operation }))) {
        const shown = responses[status]?.content?.['application/problem+json']?.examples ?? {};
        expect(Object.entries(shown).map(([code, { $ref }]) => [code, $ref])).toEqual(codes.map((code) => [code, `#/components/examples/${code}`]));
      }
    }
    for (const [code, { value }] of Object.entries(examples)) expect(value).toMatchObject({ code, type: `urn:citykey:problem:${code}` });
  });

  it('knows every code of the catalogue', () => {
    const answered = new Set(operations.flatMap((operation) => Object.values(codesOf(operation)).flat()));
    const silent = errorCatalogue().filter(({ code }) => !answered.has(code)).map(({ code }) => code);
    expect(silent).toEqual([...Object.keys(BEFORE_ANY_OPERATION), ...NEVER_OVER_HTTP].sort());
    for (const code of Object.keys(BEFORE_ANY_OPERATION)) expect(document.info.description).toContain(`\`${code}\``);
    expect(Object.keys(document.components.examples).sort()).toEqual([...answered].sort());
  });
});
