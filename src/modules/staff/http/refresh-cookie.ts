import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Config } from '../../../kernel/config/config.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { type OpenSession } from '../sessions.service.js';
import { AuthCookie } from './auth-cookie.js';
import { type SessionAnswer } from './sign-in.body.js';

const NAME = 'citykey-refresh';

/** The refresh cookie among the ways to authenticate, for the OpenAPI document. */
export const REFRESH_SCHEME = {
  type: 'apiKey',
  in: 'cookie',
  name: NAME,
  description: 'Set at sign-in and replaced at each refresh. Over https its name begins with `__Secure-`.',
} as const;

/** The cookie a refresh token travels in: out of reach of other sites too, and sent to the auth routes only. */
@Injectable()
export class RefreshCookie extends AuthCookie {
  constructor(@Inject(CONFIG) config: Config) {
    super(config.publicUrl, { name: NAME, path: '/v1/auth', sameSite: 'Strict' });
  }

  /** Hands a session out: its refresh token in the cookie, the rest as the answer. */
  handOut(reply: FastifyReply, { refreshToken, endsAt, ...answer }: OpenSession): SessionAnswer {
    this.set(reply, refreshToken, endsAt);
    return answer;
  }
}
