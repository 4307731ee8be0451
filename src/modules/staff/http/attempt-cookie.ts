import { Inject, Injectable } from '@nestjs/common';
import { type Config } from '../../../kernel/config/config.js';
import { CONFIG } from '../../../kernel/kernel.module.js';
import { AuthCookie } from './auth-cookie.js';

/** What a browser keeps, sealed, while it is at the identity provider. From there it comes back across sites: hence Lax. */
@Injectable()
export class AttemptCookie extends AuthCookie {
  constructor(@Inject(CONFIG) config: Config) {
    super(config.publicUrl, { name: 'citykey-oidc', path: '/v1/auth/oidc', sameSite: 'Lax' });
  }
}
