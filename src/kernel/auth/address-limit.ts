import { isIPv6 } from 'node:net';
import { rateLimited } from '../errors/index.js';

/** A whole office signs in from one address in the morning. */
const BURST = 60;
const PER_SECOND = 1;
const MOST_ADDRESSES = 10_000;

interface Bucket {
  readonly left: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A coarse limit of attempts per client address, in memory: it is to save work, not to count guesses. */
export class AddressLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number) {}

  /** @throws DomainError `request.rate_limited` when an address asks too often. */
  pass(address: string): void {
    const network = networkOf(address);
    const now = this.now();
    const held = this.buckets.get(network) ?? { left: BURST, at: now };
    const left = Math.min(BURST, held.left + (Math.max(0, now - held.at) / 1000) * PER_SECOND);
    if (left < 1) throw rateLimited({ retryAfterSeconds: Math.ceil((1 - left) / PER_SECOND) });
    // Set anew, so that the address asked for longest ago is the first to be forgotten.
    this.buckets.delete(network);
    this.buckets.set(network, { left: left - 1, at: now });
    if (this.buckets.size > MOST_ADDRESSES) this.forgetOldest();
  }

  private forgetOldest(): void {
    const oldest = this.buckets.keys().next().value;
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}

/** One customer commands a whole /64 of IPv6 (RFC 6177), so that single addresses would not limit anybody. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::', 2);
  const first = head.split(':').filter(Boolean);
  const last = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
