/**
 * One SQL statement with its values. The name stands for the text: the server prepares each name once
 * per connection, so two different texts never share a name.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const composed = new Map<string, string>();

/**
 * Joins data-modifying statements into one, which the server runs as one transaction in one round trip.
 * Each part sees the database as it was before the whole.
 */
export function compose(parts: readonly Statement[]): Statement {
  const name = parts.map((part) => part.name).join('+');
  let text = composed.get(name);
  if (text === undefined) {
    text = composedText(parts);
    composed.set(name, text);
  }
  return { name, text, values: parts.flatMap((part) => part.values) };
}

function composedText(parts: readonly Statement[]): string {
  let offset = 0;
  const expressions = parts.map((part, position) => {
    const shift = offset;
    offset += part.values.length;
    const shifted = part.text.replace(/\$(\d+)/g, (_, digits: string) => `$${Number(digits) + shift}`);
    return `part${position} AS (${shifted})`;
  });
  return `WITH ${expressions.join(',\n')}\nSELECT 1`;
}
