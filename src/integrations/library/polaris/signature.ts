import { createHmac } from 'node:crypto';

/** What is signed. */
export interface Signed {
  readonly method: string;
  /** The whole address, as it stands in the request. */
  readonly url: string;
  /** The `PolarisDate` header, RFC 1123 in GMT. */
  readonly date: string;
  /** The staff token's secret where a staff member acts for a patron, else empty. */
  readonly secret: string;
}

/**
 * The `Authorization` header of a PAPI request: base64 of HMAC-SHA1 under the access key, over method, address, date
 * and secret with nothing in between (Polaris API reference, "Building the authorization hash signature").
 */
export function authorization(accessId: string, accessKey: string, { method, url, date, secret }: Signed): string {
  const hash = createHmac('sha1', accessKey).update(method + url + date + secret, 'utf8').digest('base64');
  return `PWS ${accessId}:${hash}`;
}
