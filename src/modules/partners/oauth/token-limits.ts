import { Injectable } from '@nestjs/common';
import { networkOf } from '../../../kernel/auth/index.js';
import { Clock } from '../../../kernel/clock/clock.js';
import { RequestWindows, type Standing } from '../request-windows.js';

/** Whoever asks is not known yet: an address may stand for all programs of a partner, or for a proxy in front of them. */
export const ADDRESS_QUOTA = 600;
/** A program that keeps its access token asks every few minutes; so many of it may share a key. */
export const CLIENT_QUOTA = 120;

const MOST_ADDRESSES = 10_000;

/**
 * How often access tokens may be asked for: by one address, whatever comes of it, and by one client that has shown that it
 * is that client. Before that its name proves nothing, and somebody else could use its requests up.
 */
@Injectable()
export class TokenLimits {
  private readonly addresses: RequestWindows;
  private readonly clients: RequestWindows;

  constructor(clock: Clock) {
    const now = () => clock.now().getTime();
    this.addresses = new RequestWindows(ADDRESS_QUOTA, now, MOST_ADDRESSES);
    this.clients = new RequestWindows(CLIENT_QUOTA, now);
  }

  ofAddress(address: string): Standing {
    return this.addresses.take(networkOf(address));
  }

  ofClient(clientId: string): Standing {
    return this.clients.take(clientId);
  }
}
