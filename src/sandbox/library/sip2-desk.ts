import { type Violations } from '../strict-partner.js';
import { type Patron, stateOf } from './patron-schema.js';
import { type Patrons } from './patrons.js';
import { type Sip2Faults } from './sip2-faults.js';

const LOGINS = 3;
const INSTITUTION = 'MAIN';
/** Lengths of the fixed parts of what a terminal may send, by code. */
const FIXED: Readonly<Record<string, number>> = { '93': 2, '99': 8, '23': 21, '63': 31, '35': 18, '01': 19, '25': 18 };

interface Message {
  readonly code: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly sequence: string | null;
}

/** One terminal's conversation, with the habits of the field's servers. */
export class Sip2Desk {
  private badLogins = 0;
  private loggedIn = false;
  private last = '';

  constructor(
    private readonly patrons: Patrons,
    private readonly agreed: { readonly clientId: string; readonly clientSecret: string },
    private readonly violations: Violations,
    private readonly now: () => Date,
    private readonly faults: Sip2Faults,
  ) {}

  /** @returns the answer without its terminator, or null to close the connection. */
  answer(line: string): string | null {
    // Whatever was sent last is sent again, a request to resend included.
    if (/^97(AZ[0-9A-F]{4})?$/.test(line)) return this.last;
    const summed = line.slice(-6, -4) === 'AZ';
    if (summed && line.slice(-4) !== checksum(line.slice(0, -4))) return this.keep('96', null, true);
    const message = parse(summed ? line.slice(0, -6) : line);
    const body = message && this.reply(message);
    if (!message || !body) {
      this.violations.note(`SIP2: ${/^\d\d/.exec(line)?.[0] ?? 'no code'} closed the connection`);
      return null;
    }
    return this.keep(body, message.sequence, summed);
  }

  private keep(body: string, sequence: string | null, summed: boolean): string {
    const [said, number] = [this.faults.body(body), this.faults.sequence(sequence)];
    const sealed = `${said}${number === null ? '' : `AY${number}`}AZ`;
    this.last = this.faults.line(summed ? sealed + checksum(sealed) : said);
    return this.last;
  }

  private reply({ code, fields }: Message): string | null {
    if (code === '93') return this.login(fields);
    if (!this.loggedIn) return null;
    switch (code) {
      case '99':
        return `98YYYYNN100003${this.stamp()}2.00AO${INSTITUTION}|BXYYYYYYYYYYYYYYYY|`;
      case '23':
        return this.about('24', '', fields);
      case '63':
        return this.about('64', '0000'.repeat(6), fields);
      case '35':
        return `36Y${this.stamp()}AO${INSTITUTION}|AA${fields.AA ?? ''}|`;
      case '01':
        // Answered as if the card were blocked. Nothing is.
        return this.about('24', '', fields, 'YYYY');
      case '25':
        return `26${' '.repeat(14)}001${this.stamp()}AO${INSTITUTION}|AA${fields.AA ?? ''}|BLY|`;
      default:
        return null;
    }
  }

  private login({ CN, CO }: Message['fields']): string | null {
    if (this.faults.get('refuseLogin')) return '940';
    this.loggedIn = CN === this.agreed.clientId && CO === this.agreed.clientSecret;
    if (this.loggedIn) return '941';
    this.badLogins += 1;
    return this.badLogins < LOGINS ? '940' : null;
  }

  private about(code: string, counts: string, fields: Message['fields'], flags?: string): string {
    const patron = this.patrons.all().find((one) => one.cardnumber === fields.AA);
    const head = `${code}${patron ? (flags ?? this.flags(patron)).padEnd(14) : 'YYYY'.padEnd(14)}001${this.stamp()}${counts}`;
    if (!patron) return `${head}AO${INSTITUTION}|AA${fields.AA ?? ''}|AE|BLN|CQN|`;
    const { cardnumber, surname, firstname, address, email, phone, date_of_birth: birthday, expiry_date: expiry } = patron;
    // Nobody has a PIN here, so one that is given is wrong: that says nothing about the patron.
    const password = fields.AD ? 'CQN|' : 'CQY|';
    const person = { AE: [firstname, surname], BD: [address], BE: [email], BF: [phone], PB: [birthday] };
    const told = Object.entries(person).map(([name, parts]) => `${name}${parts.filter((part) => typeof part === 'string').join(' ')}|`);
    const expires = expiry === null ? '' : `PA${expiry.replaceAll('-', '')}    235900|`;
    return `${head}AO${INSTITUTION}|AA${cardnumber ?? ''}|${told.join('').replace(/[\r\n]/g, ' ')}BLY|${password}${expires}AFGreetings|`;
  }

  /** Charge, renewal, recall and hold denied, reported lost. Recall is denied to everybody here, healthy or not. */
  private flags(patron: Patron): string {
    const state = stateOf(patron, this.now());
    const denied = state === 'active' ? ' ' : 'Y';
    return `${denied}${denied}Y${denied}${patron.patron_card_lost === true ? 'Y' : ' '}`;
  }

  private stamp(): string {
    const digits = this.now().toISOString().replace(/\D/g, '');
    return `${digits.slice(0, 8)}    ${digits.slice(8, 14)}`;
  }
}

function parse(line: string): Message | null {
  const code = line.slice(0, 2);
  const length = FIXED[code];
  if (length === undefined || line.length < 2 + length) return null;
  const parts = line.slice(2 + length).split('|');
  const tail = parts.pop() ?? '';
  const sequence = /^AY(\d)$/.exec(tail)?.[1] ?? null;
  if (sequence === null && tail !== '') return null;
  return { code, fields: Object.fromEntries(parts.map((part) => [part.slice(0, 2), part.slice(2)])), sequence };
}

function checksum(text: string): string {
  const sum = [...Buffer.from(text, 'latin1')].reduce((total, byte) => total + byte, 0);
  return (0x10000 - (sum % 0x10000)).toString(16).toUpperCase().slice(-4).padStart(4, '0');
}
