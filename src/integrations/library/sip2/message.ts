/** A message from the library system, reduced to what may be known: see `KEPT`. */
export interface Sip2Message {
  /** Two digits, `64` for instance. */
  readonly code: string;
  /** The fixed part after the code. */
  readonly fixed: string;
  /** The kept fields by their two letters, first occurrence. */
  readonly fields: Readonly<Record<string, string>>;
  /** The digit of `AY`, or null. */
  readonly sequence: string | null;
}

/** Why a line cannot be used. */
export type Sip2Fault = 'checksum' | 'shape';

/**
 * Lengths of the fixed parts, by code: 3M Standard Interchange Protocol 2.00. Only answers are named here;
 * a code that is not is no answer to anything we ask.
 */
const FIXED: Readonly<Record<string, number>> = { '94': 1, '98': 34, '24': 35, '64': 59, '36': 19, '96': 0 };

/**
 * AA patron identifier, BL valid patron, CQ valid password, PA expiry date (a vendor's extension).
 * Everything else is dropped before it becomes text: names (AE), addresses (BD), e-mail (BE), telephone (BF),
 * birth dates (PB), screen messages, fines and items.
 */
const KEPT: readonly string[] = ['AA', 'BL', 'CQ', 'PA'];

const PIPE = 0x7c;
const CHECKSUM = /AZ([0-9A-Fa-f]{4})$/;
const ASCII = /^[ -~]*$/;

/** The sum of all bytes, negated, as 16 bits in 4 capital hexadecimal digits. `AZ` itself is part of what is summed. */
export function checksum(bytes: Uint8Array): string {
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return (-sum & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}

/** A value that cannot end its field or its message: without `|`, CR and LF, in ASCII. */
export function clean(value: string): string {
  return value.replace(/[^ -{}~]/g, '');
}

/** Writes a message without its terminator, with sequence number and checksum unless `sequence` is null. */
export function encode(head: string, fields: readonly (readonly [string, string])[], sequence: number | null): Buffer {
  const body = head + fields.map(([name, value]) => `${name}${clean(value)}|`).join('');
  return sequence === null ? Buffer.from(body, 'ascii') : sealed(`${body}AY${sequence}`);
}

/** The request to send the last answer again (97); it carries no sequence number. */
export function resendRequest(errorDetection: boolean): Buffer {
  return errorDetection ? sealed('97') : Buffer.from('97', 'ascii');
}

/**
 * Reads one line.
 * @param checked whether the line must carry a checksum; a wrong one is a fault in any case.
 */
export function decode(line: Buffer, checked: boolean): Sip2Message | Sip2Fault {
  const sum = CHECKSUM.exec(line.subarray(-6).toString('latin1'))?.[1];
  if (sum === undefined ? checked : checksum(line.subarray(0, -4)) !== sum.toUpperCase()) return 'checksum';
  const code = line.subarray(0, 2).toString('latin1');
  const length = FIXED[code];
  const body = sum === undefined ? line : line.subarray(0, -6);
  if (length === undefined || body.length < 2 + length) return 'shape';
  const fixed = body.subarray(2, 2 + length).toString('latin1');
  if (!ASCII.test(fixed)) return 'shape';
  return readFields(code, fixed, body.subarray(2 + length));
}

function readFields(code: string, fixed: string, rest: Buffer): Sip2Message | Sip2Fault {
  const fields: Record<string, string> = {};
  let at = 0;
  for (let end = rest.indexOf(PIPE); end >= 0; end = rest.indexOf(PIPE, at)) {
    const name = rest.subarray(at, at + 2).toString('latin1');
    if (KEPT.includes(name) && !(name in fields)) {
      const value = rest.subarray(at + 2, end).toString('latin1');
      if (!ASCII.test(value)) return 'shape';
      fields[name] = value;
    }
    at = end + 1;
  }
  const tail = rest.subarray(at).toString('latin1');
  const sequence = /^AY([0-9])$/.exec(tail)?.[1] ?? null;
  // Whatever follows the last field is a sequence number, or the answer was cut and put together wrongly.
  return sequence === null && tail !== '' ? 'shape' : { code, fixed, fields, sequence };
}

function sealed(body: string): Buffer {
  const summed = Buffer.from(`${body}AZ`, 'ascii');
  return Buffer.concat([summed, Buffer.from(checksum(summed), 'ascii')]);
}
