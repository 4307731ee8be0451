import { type Service } from './service.js';

/**
 * Stands in a card's set of links for a service that enrols nobody, because everybody is given the same values.
 * There is no row with this id: whatever is done to links passes it by.
 */
const MARKS: ReadonlyMap<Service, string> = new Map([['prescription', '00000000-0000-4000-8000-000000000001']]);

/** The mark of a service without enrolment. @throws RangeError for a service that always enrols. */
export function constantMark(service: Service): string {
  const mark = MARKS.get(service);
  if (mark === undefined) throw new RangeError(`${service} always enrols`);
  return mark;
}

/** The services without enrolment among the ids of a card's set. */
export function constantServices(ids: readonly string[]): Service[] {
  return [...MARKS].filter(([, mark]) => ids.includes(mark)).map(([service]) => service);
}
