import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';
import { definePurpose, Keyring } from '../../kernel/keyring/index.js';
import { normalized } from './domain/password.js';
import { Turns } from './turns.js';

const PEPPER = definePurpose('staff.password');

/** Argon2id, 19 MiB, two passes, one lane: the OWASP password storage cheat sheet. Argon2id is the library's default. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each hash takes a core for some milliseconds and 19 MiB; requests for cards need both more. */
const HASHES_AT_ONCE = 2;
const HASHES_WAITING = 64;

/**
 * Hashes passwords under a keyring key as well, so that a dump alone cannot even be guessed at.
 * A stored hash is the key version, a colon, and argon2's own text.
 */
@Injectable()
export class Passwords {
  private readonly turns = new Turns(HASHES_AT_ONCE, HASHES_WAITING);
  private nobody: Promise<string> | null = null;

  constructor(private readonly keyring: Keyring) {}

  /** True when another password would be turned away. */
  get busy(): boolean {
    return this.turns.full;
  }

  async hash(password: string): Promise<string> {
    const version = this.newest();
    const text = await this.turns.take(() => hash(normalized(password), this.options(version)));
    return `${version}:${text}`;
  }

  /** For an account that has no password: a hash like any other, of 256 random bits that are forgotten at once. */
  closed(): Promise<string> {
    return this.hash(randomBytes(32).toString('base64'));
  }

  /**
   * Whether a password is the one that was hashed. With nothing stored the same work is done for the answer no.
   * @throws DomainError `request.rate_limited` when too many are being checked.
   */
  async matches(stored: string | null, password: string): Promise<boolean> {
    const [version, text] = parts(stored ?? (await this.nobodys()));
    const same = await this.turns.take(() => verify(text, normalized(password), this.options(version)));
    return stored !== null && same;
  }

  /** True when a hash was made under a key that is not the newest. */
  isOld(stored: string): boolean {
    return parts(stored)[0] !== this.newest();
  }

  /** Makes ready what `matches` needs for names that nobody has, so that the first such name takes no longer. */
  async prepare(): Promise<void> {
    await this.nobodys();
  }

  private nobodys(): Promise<string> {
    return (this.nobody ??= this.closed());
  }

  private newest(): number {
    return this.keyring.versions(PEPPER)[0] as number;
  }

  private options(version: number): Options {
    return { ...COST, secret: this.keyring.secret(PEPPER, version) };
  }
}

function parts(stored: string): [version: number, text: string] {
  const colon = stored.indexOf(':');
  return [Number(stored.slice(0, colon)), stored.slice(colon + 1)];
}
