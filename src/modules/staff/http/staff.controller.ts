import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Patch, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { AccountChanges, type Pending } from '../account-changes.service.js';
import { StaffAccounts } from '../staff-accounts.service.js';
import {
  accountNotFound,
  approvalRequired,
  lastAdmin,
  ownRoles,
  staffVersionConflict,
  staffVersionRequired,
  totpNotEnrolled,
  usernameInvalid,
  usernameTaken,
} from '../staff.errors.js';
import { PendingAnswer } from './approvals.dto.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';
import { AccountVersion } from './if-match.js';
import { AccountAnswer, AccountList, AccountPatch, CreatedAccountAnswer, NewAccountBody, PasswordAnswer } from './staff.dto.js';

const AccountId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => accountNotFound() }));
const WAITING = { status: 202, type: PendingAnswer, description: 'Waits for a second person' };

/** Accounts of staff, for administrators. */
@ApiTags('staff')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/staff')
@Staff('admin')
export class StaffController {
  constructor(
    private readonly accounts: StaffAccounts,
    private readonly changes: AccountChanges,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listStaff', summary: 'List the accounts' })
  @ApiResponse({ status: 200, type: AccountList })
  async list(): Promise<AccountList> {
    return { accounts: await this.accounts.list(), next: null };
  }

  @Post()
  @ApiHeader(IDEMPOTENCY_KEY)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'createStaff', summary: 'Make an account; its password is shown this once' })
  @ApiResponse({ status: 201, type: CreatedAccountAnswer })
  @ApiProblems(usernameInvalid, usernameTaken, approvalRequired)
  create(@CalledOnceBy() caller: Caller, @Body() { username, roles }: NewAccountBody): Promise<CreatedAccountAnswer> {
    if (roles.includes('admin')) throw approvalRequired();
    return this.accounts.create(caller, { username, roles, temporary: true });
  }

  @Patch(':id')
  @ApiHeader(IDEMPOTENCY_KEY)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'changeStaff', summary: 'Disable or enable an account, or give it other roles' })
  @ApiExamples({ requests: { disable: { state: 'disabled' }, roles: { roles: ['clerk', 'supervisor'] } } })
  @ApiConsumes('application/merge-patch+json', 'application/json')
  @ApiHeader({ name: 'If-Match', required: true, description: 'The version you have read, as an entity tag: "3"' })
  @ApiResponse({ status: 200, type: AccountAnswer })
  @ApiResponse(WAITING)
  @ApiProblems(accountNotFound, staffVersionRequired, staffVersionConflict, ownRoles, lastAdmin)
  async change(
    @CalledOnceBy() caller: Caller,
    @AccountId() id: string,
    @AccountVersion() version: number,
    @Body() body: AccountPatch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccountAnswer | Pending> {
    const answer = await this.changes.change(caller, id, version, body);
    if (!('approval' in answer)) void reply.header('ETag', `"${answer.version}"`);
    return accepted(reply, answer);
  }

  @Post(':id/password-reset')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'resetPassword', summary: 'Make a new password, shown this once; for an administrator it waits' })
  @ApiResponse({ status: 200, type: PasswordAnswer })
  @ApiResponse(WAITING)
  @ApiProblems(accountNotFound)
  async resetPassword(
    @CalledOnceBy() caller: Caller,
    @AccountId() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PasswordAnswer | Pending> {
    return accepted(reply, await this.changes.resetPassword(caller, id));
  }

  @Post(':id/totp-reset')
  @HttpCode(202)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'resetTotp', summary: 'Ask for the removal of a second factor; it waits for a second person' })
  @ApiResponse(WAITING)
  @ApiProblems(accountNotFound, totpNotEnrolled)
  resetTotp(@CalledOnceBy() caller: Caller, @AccountId() id: string): Promise<Pending> {
    return this.changes.resetTotp(caller, id);
  }

  @Post(':id/sign-out')
  @HttpCode(204)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'signOutStaff', summary: 'End all sessions of somebody; access tokens that are out die at once' })
  @ApiResponse({ status: 204 })
  @ApiProblems(accountNotFound)
  signOut(@CalledOnceBy() caller: Caller, @AccountId() id: string): Promise<void> {
    return this.changes.signOut(caller, id);
  }
}

function accepted<T extends object>(reply: FastifyReply, answer: T): T {
  if ('approval' in answer) void reply.status(202);
  return answer;
}
