import { type LookupAddress, type LookupOptions } from 'node:dns';
import { Inject, Injectable } from '@nestjs/common';
import { type Config } from '../../kernel/config/config.js';
import { CONFIG } from '../../kernel/kernel.module.js';
import { NameLookup } from './name-lookup.js';
import { isPublicAddress, literalIn, targetOf } from './targets.js';

const LOOKUP_TIMEOUT_MS = 5_000;

/** A host has no address that messages may go to. */
export class TargetRefused extends Error {
  constructor() {
    super('the target is refused');
    this.name = 'TargetRefused';
  }
}

type Found = (error: Error | null, addresses: string | LookupAddress[], family?: number) => void;

/**
 * Says where messages may go: when an address is given, and again at each connection, by the very addresses that are
 * connected to. A name that led elsewhere when it was registered does not help.
 */
@Injectable()
export class TargetDesk {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly names: NameLookup,
  ) {}

  /** The address when messages may go there now; null otherwise, and why is not said: a name inside is nobody's business. */
  async admitted(text: string): Promise<URL | null> {
    const url = this.target(text);
    if (!url || this.config.webhookTargets === 'any' || literalIn(url) !== null) return url;
    try {
      await withinTime(this.allowed(url.hostname));
      return url;
    } catch {
      return null;
    }
  }

  /** The address as far as it can be told without asking for its name. */
  target(text: string): URL | null {
    return targetOf(text, this.config.webhookTargets);
  }

  /** For a socket that connects: the addresses of a name, found now, and none when one of them is refused. */
  readonly lookup = (host: string, options: LookupOptions, found: Found): void => {
    this.allowed(host).then(
      (addresses) => (options.all ? found(null, addresses) : found(null, addresses[0]?.address ?? '', addresses[0]?.family)),
      (error: unknown) => found(error as Error, []),
    );
  };

  private async allowed(host: string): Promise<LookupAddress[]> {
    const addresses = await this.names.addressesOf(host);
    const refused = this.config.webhookTargets === 'public' && addresses.some(({ address }) => !isPublicAddress(address));
    if (refused || addresses.length === 0) throw new TargetRefused();
    return addresses;
  }
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => (late = setTimeout(() => reject(new TargetRefused()), LOOKUP_TIMEOUT_MS)));
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(late);
  }
}
