/** Where somebody works: one station of one event. */
export interface Place {
  readonly eventId: string;
  readonly station: string;
}

/** Station names are short, so that they can be read aloud. */
export const STATION = /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/;

/** `event/station`, as a caller carries it. */
export function placeText({ eventId, station }: Place): string {
  return `${eventId}/${station}`;
}

export function placeOf(text: string): Place {
  const slash = text.indexOf('/');
  return { eventId: text.slice(0, slash), station: text.slice(slash + 1) };
}
