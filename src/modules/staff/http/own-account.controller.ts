import { Body, Controller, Header, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Caller, OwnAccount, type Principal } from '../../../kernel/auth/index.js';
import { rateLimited } from '../../../kernel/errors/index.js';
import { ApiProblems, CalledBy, SignedIn, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { AccountChanges } from '../account-changes.service.js';
import { OwnAccounts } from '../own-account.service.js';
import { SecondFactor } from '../second-factor.service.js';
import { passwordUnsuitable, passwordWrong, signInLocked, totpCodeWrong, totpEnrolled, totpNotEnrolled } from '../staff.errors.js';
import { RefreshCookie } from './refresh-cookie.js';
import { SessionAnswer } from './sign-in.body.js';
import { NewFactorAnswer, PasswordChangeBody, TotpCodeBody } from './staff.dto.js';

/** What people do with their own account. No Idempotency-Key: done twice, each of it is done once or refused. */
@ApiTags('staff sign-in')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/auth')
@OwnAccount()
export class OwnAccountController {
  constructor(
    private readonly own: OwnAccounts,
    private readonly changes: AccountChanges,
    private readonly factor: SecondFactor,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('password')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'changePassword', summary: 'Change your password; your other sessions end' })
  @ApiResponse({ status: 200, type: SessionAnswer, description: 'The session goes on with this access token' })
  @ApiProblems(passwordUnsuitable, passwordWrong, signInLocked, rateLimited)
  changePassword(@CalledBy() caller: Caller, @SignedIn() principal: Principal, @Body() body: PasswordChangeBody): Promise<SessionAnswer> {
    return this.own.changePassword(caller, principal, body);
  }

  @Post('sign-out-everywhere')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'signOutEverywhere', summary: 'End all your sessions; access tokens that are out die at once' })
  @ApiResponse({ status: 204 })
  async signOutEverywhere(@CalledBy() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.changes.signOut(caller, caller.account);
    this.cookie.clear(reply);
  }

  @Post('totp')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'enrolTotp', summary: 'Get a second factor (RFC 6238); its secret is shown this once and counts once confirmed' })
  @ApiResponse({ status: 201, type: NewFactorAnswer })
  @ApiProblems(totpEnrolled)
  enrol(@CalledBy() caller: Caller): Promise<NewFactorAnswer> {
    return this.factor.enrol(caller);
  }

  @Post('totp/confirmation')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'confirmTotp', summary: 'Confirm the second factor by a first code; from now on sign-in asks for one' })
  @ApiResponse({ status: 204 })
  @ApiProblems(totpNotEnrolled, totpCodeWrong)
  confirm(@CalledBy() caller: Caller, @Body() { totp }: TotpCodeBody): Promise<void> {
    return this.factor.confirm(caller, totp);
  }
}
