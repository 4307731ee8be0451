import { type Ticket } from '../idempotency/ticket.js';

/** Who asks for a command, under which role, and whether it must happen at most once. */
export interface Caller {
  readonly kind: 'staff' | 'partner' | 'system';
  /** Staff account id, partner client id, or the name of a job. */
  readonly account: string;
  /** The role that entitled the caller to this act. */
  readonly role: string;
  /** Event and station where a person works, as `event/station`; null elsewhere, and for programs. */
  readonly place: string | null;
  /** Present when the caller sent an Idempotency-Key. */
  readonly once: Ticket | null;
}

/** A caller for work the program does by itself. */
export function systemCaller(job: string): Caller {
  return { kind: 'system', account: job, role: 'system', place: null, once: null };
}
