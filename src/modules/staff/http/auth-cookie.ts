import { type FastifyReply, type FastifyRequest } from 'fastify';

export interface CookieDescription {
  /** Without the prefix it gets over https. */
  readonly name: string;
  /** Below the public address. */
  readonly path: string;
  /** `Lax`: sent along when another site sends the browser here, and with nothing else that another site starts. */
  readonly sameSite: 'Strict' | 'Lax';
}

/** A cookie of the sign-in routes (RFC 6265): out of reach of scripts. Its value is base64url, which needs no encoding. */
export class AuthCookie {
  private readonly name: string;
  private readonly attributes: string;

  constructor(publicUrl: string, { name, path, sameSite }: CookieDescription) {
    const { protocol, pathname } = new URL(publicUrl);
    const secure = protocol === 'https:';
    // Browsers take a cookie of this prefix over https only (RFC 6265bis section 4.1.3.1).
    this.name = secure ? `__Secure-${name}` : name;
    this.attributes = `Path=${pathname.replace(/\/$/, '')}${path}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;
  }

  read(request: FastifyRequest): string | undefined {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.name}=`))?.slice(this.name.length + 1);
  }

  set(reply: FastifyReply, value: string, expires: Date): void {
    void reply.header('Set-Cookie', `${this.name}=${value}; Expires=${expires.toUTCString()}; ${this.attributes}`);
  }

  clear(reply: FastifyReply): void {
    this.set(reply, '', new Date(0));
  }
}
