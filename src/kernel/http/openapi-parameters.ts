import { type OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const ID = 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4';

/** What is the same wherever a parameter of this name is taken. */
const KNOWN_HEADERS: Readonly<Record<string, object>> = {
  'idempotency-key': {
    description:
      'A UUIDv4 or at least 22 random characters, new for each act. The same key with the same request is answered again as it was and takes effect once.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_+/=.:~-]{22,255}$' },
    example: '0e9f8c1a-9b1d-4f7e-8a43-5f0d1f6c2b77',
  },
  'if-match': {
    description: 'The version you have read, as an entity tag.',
    schema: { type: 'string', pattern: '^"[0-9]{1,9}"$' },
    example: '"3"',
  },
};

/** Describes parameters that mean the same everywhere, so that no controller has to. */
export function describeParameters({ parameters = [] }: Operation): void {
  for (const parameter of parameters) {
    if ('$ref' in parameter) continue;
    const known = parameter.in === 'header' ? KNOWN_HEADERS[parameter.name.toLowerCase()] : undefined;
    if (known) Object.assign(parameter, known);
    const isId = parameter.in === 'path' && /^(id|\w+Id)$/.test(parameter.name);
    if (isId) Object.assign(parameter, { schema: { type: 'string', format: 'uuid' }, example: ID });
    const { enum: values } = (parameter.schema ?? {}) as { readonly enum?: readonly unknown[] };
    if (parameter.in === 'path' && values) parameter.example ??= values[0];
  }
}
