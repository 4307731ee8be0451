export type Patch = Readonly<Record<string, unknown>>;

/** Applies a JSON merge patch (RFC 7396): null removes a member, an object is merged, anything else replaces. */
export function mergePatch(target: unknown, patch: Patch): Record<string, unknown> {
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, isObject(value) ? mergePatch(merged.get(name), value) : value);
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Patch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
