import { Body, Controller, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiCookieAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { credentialsInvalid, credentialsMissing, rateLimited } from '../../../kernel/errors/index.js';
import { ApiProblems } from '../../../kernel/http/index.js';
import { Sessions } from '../sessions.service.js';
import { signInLocked, totpRequired } from '../staff.errors.js';
import { RefreshCookie } from './refresh-cookie.js';
import { SessionAnswer, SignInBody } from './sign-in.body.js';
import { SignInGuard, verifiedAccount } from './sign-in.guard.js';

@ApiTags('staff sign-in')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly sessions: Sessions,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('login')
  @HttpCode(200)
  @UseGuards(SignInGuard)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'signIn', summary: 'Sign in with name and password' })
  @ApiBody({ type: SignInBody })
  @ApiResponse({ status: 200, type: SessionAnswer, description: 'Also sets the refresh cookie' })
  @ApiProblems(credentialsInvalid, totpRequired, signInLocked, rateLimited)
  async login(
    @Body() _body: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    return this.cookie.handOut(reply, await this.sessions.open(verifiedAccount(request)));
  }

  @Post('refresh')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'refreshSession', summary: 'Get a new access token by the refresh cookie, which is replaced' })
  @ApiCookieAuth('refresh')
  @ApiResponse({ status: 200, type: SessionAnswer })
  @ApiProblems(credentialsMissing, credentialsInvalid)
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswer> {
    return this.cookie.handOut(reply, await this.sessions.refresh(this.cookie.read(request)));
  }

  @Post('logout')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'signOut', summary: 'Sign out: end the session of the refresh cookie' })
  @ApiCookieAuth('refresh')
  @ApiResponse({ status: 204 })
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.close(this.cookie.read(request));
    this.cookie.clear(reply);
  }
}
