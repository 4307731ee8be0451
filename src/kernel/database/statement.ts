/**
 * One SQL statement with its values. The name stands for the text: the server prepares each name once
 * per connection, so two different texts never share a name.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The server tells prepared statements apart by so many characters of their names. */
const LONGEST_NAME = 63;

interface Composed {
  readonly text: string;
  readonly parts: readonly string[];
}

const composed = new Map<string, Composed>();

/**
 * Joins data-modifying statements into one, which the server runs as one transaction in one round trip.
 * Each part sees the database as it was before the whole. Parts that wait for others do so in the order given.
 * @throws Error when a name stands for two texts, or the names together are too long.
 */
export function compose(parts: readonly Statement[]): Statement {
  // Wrapped, it would be another text under the name it has when it is run by itself.
  if (parts.length === 1) return parts[0] as Statement;
  const name = parts.map((part) => part.name).join('+');
  let known = composed.get(name);
  if (known === undefined) {
    if (name.length > LONGEST_NAME) throw new Error(`statement name ${name} is too long`);
    known = { text: composedText(parts), parts: parts.map((part) => part.text) };
    composed.set(name, known);
  }
  const values: unknown[] = [];
  for (let place = 0; place < parts.length; place += 1) {
    const part = parts[place] as Statement;
    if (known.parts[place] !== part.text) throw new Error(`statement name ${part.name} stands for two texts`);
    values.push(...part.values);
  }
  return { name, text: known.text, values };
}

function composedText(parts: readonly Statement[]): string {
  let offset = 0;
  const expressions = parts.map((part, position) => {
    const shift = offset;
    offset += part.values.length;
    const shifted = part.text.replace(/\$(\d+)/g, (_, digits: string) => `$${Number(digits) + shift}`);
    return `part${position} AS (${shifted})`;
  });
  // PostgreSQL runs such parts from the last to the first. Only who waits for whom depends on it.
  return `WITH ${expressions.reverse().join(',\n')}\nSELECT 1`;
}
