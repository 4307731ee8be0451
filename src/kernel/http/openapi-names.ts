import { type OpenAPIObject } from '@nestjs/swagger';

/** How classes here say which side of the wire they stand for; readers of the document see that from where they are used. */
const ROLE = /(Dto|View|ViewModel|Body|Answer|Shape)$/;

/** Names schemas by what they hold: `IssuedCardView` becomes `IssuedCard`. One whose short name is taken keeps its own. */
export function withPlainNames(document: OpenAPIObject): OpenAPIObject {
  const names = Object.keys(document.components?.schemas ?? {});
  const plain = names.map((name) => name.replace(ROLE, ''));
  const renamed = new Map(names.map((name, place) => [name, isFree(plain, place, names) ? (plain[place] ?? name) : name]));
  const text = JSON.stringify(document).replace(/"#\/components\/schemas\/(\w+)"/g, (_, name: string) => `"#/components/schemas/${renamed.get(name) ?? name}"`);
  const copy = JSON.parse(text) as OpenAPIObject;
  const schemas = Object.entries(copy.components?.schemas ?? {}).map(([name, schema]) => [renamed.get(name) ?? name, schema] as const);
  return { ...copy, components: { ...copy.components, schemas: Object.fromEntries(schemas) } };
}

function isFree(plain: readonly string[], place: number, names: readonly string[]): boolean {
  const name = plain[place] ?? '';
  const isAnothers = names.some((other, at) => at !== place && (other === name || plain[at] === name));
  return name !== '' && !isAnothers;
}
