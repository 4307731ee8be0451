import { Controller, Delete, Get, Header, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { Approvals } from '../approvals.service.js';
import { approvalNotFound, oidcSubjectTaken, secondPersonRequired, staffVersionConflict, totpNotEnrolled } from '../staff.errors.js';
import { ConfirmationAnswer, PendingChangeList } from './approvals.dto.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

const ApprovalId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => approvalNotFound() }));

/** Changes that take two people. */
@ApiTags('approvals')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/approvals')
@Staff('admin')
export class ApprovalsController {
  constructor(private readonly approvals: Approvals) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listApprovals', summary: 'List the changes that wait for a second person' })
  @ApiResponse({ status: 200, type: PendingChangeList })
  async list(): Promise<PendingChangeList> {
    return { approvals: await this.approvals.waiting(), next: null };
  }

  @Post(':id/confirmation')
  @HttpCode(200)
  @ApiHeader(IDEMPOTENCY_KEY)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'confirmApproval',
    summary: 'Confirm a change somebody else has asked for; it is done at once',
    description: 'Beside the codes below it answers with those of the change itself, for instance `partner.version_conflict`.',
  })
  @ApiResponse({ status: 200, type: ConfirmationAnswer })
  @ApiProblems(approvalNotFound, secondPersonRequired, staffVersionConflict, totpNotEnrolled, oidcSubjectTaken)
  confirm(@CalledOnceBy() caller: Caller, @ApprovalId() id: string): Promise<ConfirmationAnswer> {
    return this.approvals.confirm(caller, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({ operationId: 'withdrawApproval', summary: 'Withdraw a change that waits' })
  @ApiResponse({ status: 204 })
  @ApiProblems(approvalNotFound)
  withdraw(@CalledOnceBy() caller: Caller, @ApprovalId() id: string): Promise<void> {
    return this.approvals.withdraw(caller, id);
  }
}
