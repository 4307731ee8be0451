import { type LoggerService } from '@nestjs/common';
import { type EventLog } from './event-log.js';

/**
 * What Nest and its modules log, reduced to what the event log allows. Their messages may quote addresses, bodies
 * and the texts of errors: what remains of a warning is the class that gave it, of an error its name and place.
 */
export class NestLog implements LoggerService {
  constructor(private readonly events: EventLog) {}

  log(): void {
    // Routes mapped and modules loaded: nothing an operator acts on.
  }

  warn(_message: unknown, ...rest: unknown[]): void {
    this.events.warn('framework warning', componentOf(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.events.error('framework error', message, componentOf(rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

/** Nest passes the name of the class that speaks as the last argument. */
function componentOf(rest: readonly unknown[]): { component?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' && /^[A-Z][A-Za-z]{1,39}$/.test(last) ? { component: last } : {};
}
