/** How the names of settings look. Anything else that stands in a name might be anything, and is not repeated. */
const PLAIN = /^[a-z][A-Za-z0-9]{0,39}$/;

/**
 * What to say about settings of which one is not known, naming it and never its value; null where all are.
 * @param known the names that the profile reads.
 */
export function unknownSetting(settings: Readonly<Record<string, unknown>>, known: readonly string[]): string | null {
  const [strange] = Object.keys(settings)
    .filter((name) => !known.includes(name))
    .sort();
  if (strange === undefined) return null;
  return `${PLAIN.test(strange) ? strange : 'a setting'} is not known here; there are ${known.join(', ')}`;
}
