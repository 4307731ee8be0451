const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the address of a partner's HTTP interface; a path before the interface's own routes is allowed.
 *
 * Returns null unless it is `https`, or `http` on the loopback interface or where plain HTTP was allowed on
 * purpose (inside a network that encrypts by other means); credentials, query and fragment are refused.
 */
export function baseAddress(text: unknown, allowPlainHttp: boolean): URL | null {
  if (typeof text !== 'string' || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password || url.search || url.hash) return null;
  const plain = url.protocol === 'http:' && (allowPlainHttp || LOOPBACK.test(url.hostname));
  return url.protocol === 'https:' || plain ? url : null;
}
