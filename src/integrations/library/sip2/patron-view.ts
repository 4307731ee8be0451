import { PartnerFailure, type PartnerView } from '../../../modules/links/index.js';
import { type Sip2Message } from './message.js';

/** Positions in the patron status: charge, renewal and hold privileges denied. Position 2, recall, tells nothing. */
const DENIED = [0, 1, 3];
const REPORTED_LOST = 4;

/**
 * What an answer about a patron (64) says.
 *
 * `BLN` is an unknown patron; a wrong PIN, `CQN`, says nothing about the patron. A healthy patron can show `Y` for
 * recall, so "any Y" would be wrong. An account has ended when its expiry date (PA) has passed; a system that does
 * not send it shows an ended account as one without privileges, which is read as suspended.
 * @throws PartnerFailure `retry` when the answer does not say whether the patron is known.
 */
export function viewOf({ fixed, fields }: Sip2Message, today: string): PartnerView {
  if (fields.BL === 'N') return { found: false };
  if (fields.BL !== 'Y') throw new PartnerFailure('retry', 'unreadable_answer');
  const expiry = /^(\d{4})(\d{2})(\d{2})/.exec(fields.PA ?? '');
  if (expiry && expiry.slice(1, 4).join('-') < today) return { found: true, state: 'ended' };
  const barred = fixed[REPORTED_LOST] === 'Y' || DENIED.some((position) => fixed[position] === 'Y');
  return { found: true, state: barred ? 'suspended' : 'active' };
}
