/** The services a card can open. Each one is run by exactly one partner. */
export const SERVICES = ['transit', 'library', 'prescription'] as const;

export type Service = (typeof SERVICES)[number];

export function isService(value: unknown): value is Service {
  return SERVICES.includes(value as Service);
}
