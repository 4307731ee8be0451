#!/usr/bin/env node
// Writes src/schema.ts from the OpenAPI document of the service beside it. `--document FILE` takes another document,
// and `--print` writes to the standard output instead.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SERVICE = path.resolve(HERE, '..', '..', 'bin', 'citykey.mjs');
const HEADING = '// Made by `npm run client` from the OpenAPI document of the service. Changes belong there.\n\n';
const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

const { values } = parseArgs({ options: { document: { type: 'string' }, print: { type: 'boolean', default: false } } });
const text = values.document ? fs.readFileSync(values.document, 'utf8') : execFileSync(process.execPath, [SERVICE, 'openapi'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
const types = HEADING + shortened(astToString(await openapiTS(forTypes(JSON.parse(text)), { alphabetize: true, defaultNonNullable: false })));
if (values.print) process.stdout.write(types);
else fs.writeFileSync(path.join(HERE, 'src', 'schema.ts'), types);

/** The same document, in the form that makes the most useful types. */
function forTypes(document) {
  const { paths, components, ...rest } = document;
  for (const operation of Object.values(paths).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []))) {
    operation.responses = withOneProblem(operation.responses);
    // The client makes a key where none is given.
    for (const parameter of operation.parameters ?? []) if (parameter.name === 'Idempotency-Key') parameter.required = false;
  }
  return { ...rest, paths, components: { schemas: components.schemas } };
}

/** All problems of an operation as one answer whose `code` is one of a list: a program decides by the code, not by the status. */
function withOneProblem(responses) {
  const successes = Object.entries(responses).filter(([status]) => status < '300');
  const refusals = Object.entries(responses).filter(([status]) => status >= '300').map(([, response]) => response.content ?? {});
  const problems = refusals.flatMap((content) => content['application/problem+json'] ?? []);
  const codes = [...new Set(problems.flatMap(({ schema }) => schema.allOf[1].properties.code.enum))].sort();
  const others = refusals.map((content) => content['application/json']?.schema).filter(Boolean);
  const problem = { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', required: ['code'], properties: { code: { type: 'string', enum: codes } } }] };
  const schema = codes.length > 0 ? problem : others[0];
  const mediaType = codes.length > 0 ? 'application/problem+json' : 'application/json';
  const plain = successes.map(([status, { description, content }]) => [status, { description, ...(content && { content }) }]);
  return { ...Object.fromEntries(plain), ...(schema && { default: { description: 'Refused.', content: { [mediaType]: { schema } } } }) };
}

/** Without a line for each method that a path does not have. */
function shortened(types) {
  return types.replace(/^ +(get|put|post|delete|options|head|patch|trace)\?: never;\n/gm, '');
}
