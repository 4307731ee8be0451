const CARD_STATUSES: readonly unknown[] = ['active', 'suspended', 'ended'];

/**
 * What was agreed beyond the published document, which would let in names, addresses and a photograph:
 * a customer is an identifier and two custom fields. Faults name places, never values, and an unknown
 * field not even by its name.
 */
export function agreementFaults(body: unknown): string[] {
  const { id, customFields, ...others } = body as Readonly<Record<string, unknown>>;
  const faults = Object.keys(others).length > 0 ? ['body: only id and customFields are agreed'] : [];
  if (typeof id !== 'string' || id.trim() === '') faults.push('body/id: must say something');
  if (customFields === undefined) return faults;
  const { cardStatus, replaces, ...more } = customFields as Readonly<Record<string, unknown>>;
  if (Object.keys(more).length > 0) faults.push('body/customFields: only cardStatus and replaces are agreed');
  if (isSaid(cardStatus) && !CARD_STATUSES.includes(cardStatus)) faults.push('body/customFields/cardStatus: enum');
  if (isSaid(replaces) && typeof replaces !== 'string') faults.push('body/customFields/replaces: type');
  return faults;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}
