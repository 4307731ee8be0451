import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Tx, UnitOfWork } from '../../kernel/database/index.js';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import { type AccountRow, lockAccount, setTotp } from './account.store.js';
import { accountNotFound, totpCodeWrong, totpEnrolled, totpNotEnrolled } from './staff.errors.js';
import { entry } from './staff-accounts.service.js';

const SEAL = definePurpose('staff.totp');

const ISSUER = 'CityKey';
const PERIOD_SECONDS = 30;
/** RFC 4226 section 4 recommends the length of an HMAC-SHA-1. */
const SECRET_BYTES = 20;
/** Steps before and after the present one that a phone's clock may be off (RFC 6238 section 5.2). */
const WINDOW = 1;

/** What is sealed of a second factor: no column tells when a person last used it. */
interface Factor {
  readonly on: boolean;
  /** The step of the last code that was used; 0 for none. */
  readonly lastStep: number;
  readonly secret: Buffer;
}

/** To be shown once, as text and as a QR code. */
export interface NewFactor {
  /** Base32, as authenticator programs take it. */
  readonly secret: string;
  readonly uri: string;
}

/** Time-based one-time passwords (RFC 6238, by otpauth): a second factor of staff. Each code is good for one use. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  isOn(account: AccountRow): boolean {
    return this.open(account)?.on === true;
  }

  /** Uses a code up. The row is locked, so that of two who send the same code one is refused. */
  async spend(accountId: string, code: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [account] = await tx.query<AccountRow>(lockAccount(accountId));
      const factor = account && this.open(account);
      return factor?.on === true && (await this.use(tx, accountId, factor, code));
    });
  }

  /**
   * Gives a new secret, which counts once `confirm` has seen a code of it. Asked again before, it gives another one.
   * @throws DomainError `staff.totp_enrolled`.
   */
  async enrol(caller: Caller): Promise<NewFactor> {
    const secret = randomBytes(SECRET_BYTES);
    return this.work.run(caller, async (tx) => {
      const [account] = await tx.query<AccountRow>(lockAccount(caller.account));
      if (!account) throw accountNotFound();
      if (this.isOn(account)) throw totpEnrolled();
      await tx.query(setTotp(account.id, this.sealed(account.id, { on: false, lastStep: 0, secret })));
      const totp = totpOf(secret, account.username);
      return { result: { secret: totp.secret.base32, uri: totp.toString() }, audit: entry('staff.totp_enrol', account.id) };
    });
  }

  /** @throws DomainError `staff.totp_not_enrolled` or `staff.totp_code_wrong`. */
  async confirm(caller: Caller, code: string): Promise<void> {
    await this.work.run(caller, async (tx) => {
      const [account] = await tx.query<AccountRow>(lockAccount(caller.account));
      const factor = account && this.open(account);
      if (!factor || factor.on) throw totpNotEnrolled();
      if (!(await this.use(tx, caller.account, { ...factor, on: true }, code))) throw totpCodeWrong();
      return { result: null, audit: entry('staff.totp_confirm', caller.account) };
    });
  }

  private async use(tx: Tx, accountId: string, factor: Factor, code: string): Promise<boolean> {
    const timestamp = this.clock.now().getTime();
    const delta = totpOf(factor.secret, '').validate({ token: code, timestamp, window: WINDOW });
    if (delta === null) return false;
    const step = Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
    if (step <= factor.lastStep) return false;
    await tx.query(setTotp(accountId, this.sealed(accountId, { ...factor, lastStep: step })));
    return true;
  }

  private open({ id, sealedTotp }: AccountRow): Factor | null {
    if (!sealedTotp) return null;
    const bytes = this.keyring.open(SEAL, sealedTotp, id);
    return { on: bytes[0] === 1, lastStep: Number(bytes.readBigUInt64BE(1)), secret: bytes.subarray(9) };
  }

  private sealed(accountId: string, { on, lastStep, secret }: Factor): Buffer {
    const head = Buffer.alloc(9);
    head.writeUInt8(on ? 1 : 0);
    head.writeBigUInt64BE(BigInt(lastStep), 1);
    return this.keyring.seal(SEAL, Buffer.concat([head, secret]), accountId);
  }
}

function totpOf(secret: Buffer, label: string): TOTP {
  const held = new Secret({ buffer: new Uint8Array(secret).buffer });
  return new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS, secret: held });
}
