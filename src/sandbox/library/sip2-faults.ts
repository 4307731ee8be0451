import { FaultSet, oneOf, type Switches, YES_OR_NO } from '../faults.js';
import { STRAY } from '../stray-person.js';

/** What can go wrong at a SIP2 interface. */
export const SIP2_SWITCHES = {
  refuseLogin: YES_OR_NO,
  /** What becomes of the answers after the login; a sequence number is wrong from the login on. `resend` asks for every message again. */
  wrongAnswers: oneOf(
    ...(['wrong_checksum', 'no_checksum', 'wrong_sequence', 'resend', 'truncated', 'endless', 'html', 'another_message', 'another_patron', 'missing_fields', 'offline'] as const),
  ),
  names: YES_OR_NO,
} as const satisfies Switches;

/** An answer before its sequence number and checksum: code and fixed part, and fields by their two letters. */
export interface Sip2Answer {
  readonly head: string;
  readonly fields: readonly (readonly [string, string])[];
}

type Wrong = (typeof SIP2_SWITCHES.wrongAnswers.choices)[number];

export class Sip2Faults extends FaultSet<typeof SIP2_SWITCHES> {
  constructor() {
    super(SIP2_SWITCHES, 'sip2');
  }

  /** The body of an answer, before it is sealed. */
  body(right: string): string {
    const wrong = this.get('wrongAnswers');
    const spoilt = wrong === undefined || isLogin(right) ? right : (CONTENT[wrong]?.(right) ?? right);
    return this.get('names') ? named(spoilt) : spoilt;
  }

  /** The sequence number that an answer bears. */
  sequence(right: string | null): string | null {
    return right === null || this.get('wrongAnswers') !== 'wrong_sequence' ? right : String((Number(right) + 5) % 10);
  }

  /** The whole line, sealed. */
  line(right: string): string {
    const wrong = this.get('wrongAnswers');
    return wrong === undefined || isLogin(right) ? right : (LINES[wrong]?.(right) ?? right);
  }
}

/** Content that is wrong under a right checksum. */
const CONTENT: Partial<Record<Wrong, (right: string) => string>> = {
  another_message: (right) => right.replace(/^../, '18'),
  another_patron: (right) => right.replace(/AA[^|]*\|/, 'AASOMEBODYELSE|'),
  missing_fields: (right) => right.replace(/(BL|CQ|PA)[^|]*\|/g, ''),
  offline: (right) => right.replace(/^98Y/, '98N'),
};

const LINES: Partial<Record<Wrong, (right: string) => string>> = {
  wrong_checksum: (right) => right.replace(/AZ(.{4})$/, (_, sum: string) => `AZ${sum === '0000' ? '0001' : '0000'}`),
  no_checksum: (right) => right.replace(/AZ.{4}$/, ''),
  resend: () => '96',
  truncated: (right) => right.slice(0, right.length / 2),
  endless: (right) => right.padEnd(70_000, ' '),
  html: () => 'HTTP/1.1 400 Bad Request',
};

function isLogin(answer: string): boolean {
  return answer.startsWith('94');
}

/** Every field that may hold text: names, addresses, messages for screen and printer, and some that vendors add. */
function named(right: string): string {
  if (isLogin(right)) return right;
  const { name, street, email, phone, born, note, fileName } = STRAY;
  const told = { AE: name, BD: street, BE: email, BF: phone, PB: born.replaceAll('-', ''), AF: note, AG: note, AM: fileName, DJ: name, ZY: note, XX: note };
  const known = right.replace(/(A[EFG]|B[DEF]|PB)[^|]*\|/g, '');
  return known + Object.entries(told).map(([field, value]) => `${field}${value}|`).join('');
}
