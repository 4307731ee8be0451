/** Which methods each address takes, to tell a wrong method from a wrong address. */
export class KnownRoutes {
  /** Each declared address once, in the order of declaration; grows until the server is ready. */
  readonly patterns: string[] = [];
  private readonly methods = new Map<string, Set<string>>();

  add(pattern: string, methods: string | readonly string[]): void {
    if (!this.methods.has(pattern)) this.patterns.push(pattern);
    const known = this.methods.get(pattern) ?? new Set<string>();
    for (const method of [methods].flat()) known.add(method);
    this.methods.set(pattern, known);
  }

  /**
   * The methods that this address takes, sorted; none when there is nothing at it.
   * @param address as sent, with or without a query.
   */
  methodsAt(address: string): readonly string[] {
    const path = address.split('?', 1)[0] ?? '';
    const segments = path.split('/');
    const found = [...this.methods].filter(([pattern]) => fits(pattern.split('/'), segments));
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].sort();
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return pattern.slice(0, -1).every((part, at) => part === segments[at]);
  return pattern.length === segments.length && pattern.every((part, at) => segmentFits(part, segments[at] ?? ''));
}

function segmentFits(part: string, segment: string): boolean {
  return part.startsWith(':') ? segment !== '' : part === segment;
}
