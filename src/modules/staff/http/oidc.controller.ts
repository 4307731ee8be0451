import { Controller, Get, Header, HttpCode, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { databaseUnavailable, rateLimited } from '../../../kernel/errors/index.js';
import { ApiProblems, TakesAnyQuery } from '../../../kernel/http/index.js';
import { OidcSignIn } from '../oidc/oidc-sign-in.service.js';
import { oidcAttemptInvalid, oidcNotSetUp, oidcRefused, oidcUnavailable } from '../staff.errors.js';
import { AttemptCookie } from './attempt-cookie.js';
import { RefreshCookie } from './refresh-cookie.js';
import { SessionAnswer } from './sign-in.body.js';

/** Sign-in at the city's OpenID Connect provider, by a browser. The provider may add parameters of its own to the query. */
@ApiTags('staff sign-in')
@TakesAnyQuery()
@Controller('v1/auth/oidc')
export class OidcController {
  constructor(
    private readonly signIn: OidcSignIn,
    private readonly attempt: AttemptCookie,
    private readonly session: RefreshCookie,
  ) {}

  /**
   * Sends a browser to the identity provider, by authorization code with PKCE. A cookie keeps what is needed when it comes back
   * within ten minutes. For browsers and not for programs, and without a success that could be described: the document tells of it
   * in words, where it explains sign-in.
   * @throws DomainError `auth.oidc_not_set_up`, `auth.oidc_unavailable`, `request.rate_limited`
   */
  @Get('start')
  @HttpCode(302)
  @Header('Cache-Control', 'no-store')
  @ApiExcludeEndpoint()
  async start(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { location, sealedAttempt, expires } = await this.signIn.begin(request.ip);
    this.attempt.set(reply, sealedAttempt, expires);
    void reply.header('Location', location.href);
  }

  @Get('callback')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'finishOidcSignIn',
    summary: 'Where the identity provider sends the browser back to; answers as sign-in with a password does',
    description:
      'The query is the provider’s to fill in: `code`, `state` and `iss`, or `error` (OpenID Connect Core section 3.1.2.5). ' +
      'Whatever is answered, the cookie of the attempt is cleared.',
  })
  @ApiResponse({ status: 200, type: SessionAnswer, description: 'Also sets the refresh cookie' })
  @ApiProblems(oidcNotSetUp, oidcAttemptInvalid, oidcRefused, oidcUnavailable, rateLimited, databaseUnavailable)
  async callback(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswer> {
    this.attempt.clear(reply);
    // As it was sent: a provider may add parameters of its own, and those that come twice are refused.
    const query = new URLSearchParams((request.raw.url ?? '').split('?').slice(1).join('?'));
    return this.session.handOut(reply, await this.signIn.finish(request.ip, query, this.attempt.read(request)));
  }
}
