import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../../../kernel/config/config.js';
import { CONFIG } from '../../../kernel/kernel.module.js';

const PATH = '/v1/auth';
const NAME = 'citykey-refresh';

/** The refresh cookie among the ways to authenticate, for the OpenAPI document. */
export const REFRESH_SCHEME = {
  type: 'apiKey',
  in: 'cookie',
  name: NAME,
  description: 'Set at sign-in and replaced at each refresh. Over https its name begins with `__Secure-`.',
} as const;

/**
 * The cookie a refresh token travels in (RFC 6265): out of reach of scripts and of other sites, sent to the auth
 * routes only. Its value is base64url, which needs no encoding.
 */
@Injectable()
export class RefreshCookie {
  private readonly name: string;
  private readonly attributes: string;

  constructor(@Inject(CONFIG) config: Config) {
    const { protocol, pathname } = new URL(config.publicUrl);
    const secure = protocol === 'https:';
    // Browsers take a cookie of this prefix over https only (RFC 6265bis section 4.1.3.1).
    this.name = secure ? `__Secure-${NAME}` : NAME;
    this.attributes = `Path=${pathname.replace(/\/$/, '')}${PATH}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  read(request: FastifyRequest): string | undefined {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${this.name}=`))?.slice(this.name.length + 1);
  }

  set(reply: FastifyReply, token: string, expires: Date): void {
    this.send(reply, token, expires);
  }

  clear(reply: FastifyReply): void {
    this.send(reply, '', new Date(0));
  }

  private send(reply: FastifyReply, value: string, expires: Date): void {
    void reply.header('Set-Cookie', `${this.name}=${value}; Expires=${expires.toUTCString()}; ${this.attributes}`);
  }
}
