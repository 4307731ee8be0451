const API_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The documentation page runs its own scripts and writes styles into the page; it loads nothing from elsewhere. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

type Headers = Readonly<Record<string, string>>;

const headersWith = (policy: string): Headers => ({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': policy,
  // Answers tell about one person's card: nobody keeps them unless a route says otherwise.
  'cache-control': 'no-store',
});

const API_HEADERS = headersWith(API_POLICY);
const DOCS_HEADERS = headersWith(DOCS_POLICY);

/**
 * The headers every answer starts from; a route may replace them. Strict-Transport-Security is left to the proxy
 * that ends TLS, which alone knows whether the whole host speaks it.
 */
export function securityHeaders(address: string | undefined): Headers {
  return address?.startsWith('/docs') ? DOCS_HEADERS : API_HEADERS;
}
