/** One use of key material. A key made for one purpose is never used for another. */
export interface Purpose {
  readonly name: string;
}

const purposes = new Map<string, Purpose>();

/**
 * Declares a purpose, so that a new keyring gets a key for it.
 * @throws Error when the name was declared before.
 */
export function definePurpose(name: string): Purpose {
  if (purposes.has(name)) throw new Error(`key purpose ${name} is declared twice`);
  const purpose: Purpose = { name };
  purposes.set(name, purpose);
  return purpose;
}

/** Every declared purpose. Complete once all modules are loaded. */
export function declaredPurposes(): readonly Purpose[] {
  return [...purposes.values()].sort((a, b) => a.name.localeCompare(b.name));
}
