/**
 * The milliseconds that a `Retry-After` asks for: whole seconds, or a date (RFC 9110, 10.2.3). Never less than none.
 * @returns null when it asks for nothing that can be read.
 */
export function retryAfterOf(header: string | string[] | undefined, now: Date): number | null {
  if (typeof header !== 'string') return null;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}
