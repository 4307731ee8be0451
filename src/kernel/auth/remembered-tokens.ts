/**
 * Verified access tokens and what they say, until they expire: checking a signature costs a hundred times
 * more than finding a string. Bounded; the oldest goes first.
 */
export class RememberedTokens<T extends { readonly expiresAt: number }> {
  private readonly held = new Map<string, T>();

  constructor(
    private readonly now: () => number,
    private readonly most = 10_000,
  ) {}

  get(token: string): T | undefined {
    const found = this.held.get(token);
    if (found && found.expiresAt <= this.now()) {
      this.held.delete(token);
      return undefined;
    }
    return found;
  }

  put(token: string, claims: T): void {
    if (this.held.size >= this.most) {
      const oldest = this.held.keys().next().value;
      if (oldest !== undefined) this.held.delete(oldest);
    }
    this.held.set(token, claims);
  }

  forget(matches: (claims: T) => boolean): void {
    for (const [token, claims] of this.held) if (matches(claims)) this.held.delete(token);
  }
}
