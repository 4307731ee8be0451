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

/** Where an act on an event's stock is noted: at the event, or at one of its stations, wherever its author sits. */
export function noted<Who extends { readonly place: string | null }>(who: Who, eventId: string, station?: string): Who {
  return { ...who, place: station === undefined ? eventId : placeText({ eventId, station }) };
}
