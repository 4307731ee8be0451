/** Where somebody works: one station of one event. */
export interface Place {
  readonly eventId: string;
  readonly station: string;
}

/** A letter at most, and a number: short to say, and no room for anything about a person. */
export const STATION = /^[A-Z]?[1-9][0-9]{0,2}$/;

/** `event/station`, as a caller carries it. */
export function placeText({ eventId, station }: Place): string {
  return `${eventId}/${station}`;
}

export function placeOf(text: string): Place {
  const slash = text.indexOf('/');
  return { eventId: text.slice(0, slash), station: text.slice(slash + 1) };
}
