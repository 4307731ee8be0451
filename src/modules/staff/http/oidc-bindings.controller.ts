import { Body, Controller, Delete, Header, HttpCode, Param, ParseUUIDPipe, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { type Pending } from '../account-changes.service.js';
import { OidcBindings } from '../oidc/oidc-bindings.service.js';
import { accountNotFound, oidcNotBound, oidcNotSetUp, oidcSubjectTaken } from '../staff.errors.js';
import { PendingAnswer } from './approvals.dto.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

const LONGEST_SUBJECT = 255;

/** Visible ASCII, with spaces inside only: those around it would come from copying. */
const SUBJECT = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;

class OidcSubjectBody {
  @ApiProperty({
    description: 'The `sub` claim by which the identity provider knows the person (OpenID Connect Core section 2); not a name and no e-mail address',
    minLength: 1,
    maxLength: LONGEST_SUBJECT,
    writeOnly: true,
    example: '248289761001',
  })
  @IsString()
  @Length(1, LONGEST_SUBJECT)
  @Matches(SUBJECT)
  subject: string;
}

const AccountId = () => Param('id', new ParseUUIDPipe({ exceptionFactory: () => accountNotFound() }));

/** Which subject of the identity provider an account belongs to. */
@ApiTags('staff')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/staff/:id/oidc-subject')
@Staff('admin')
export class OidcBindingsController {
  constructor(private readonly bindings: OidcBindings) {}

  @Put()
  @HttpCode(202)
  @ApiHeader(IDEMPOTENCY_KEY)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'bindOidcSubject',
    summary: 'Ask for an account to sign in at the identity provider only; it waits for a second person',
    description: 'Once confirmed, password and second factor of the account are gone, and its sessions have ended.',
  })
  @ApiResponse({ status: 202, type: PendingAnswer, description: 'Waits for a second person, who is shown the subject' })
  @ApiProblems(accountNotFound, oidcNotSetUp, oidcSubjectTaken)
  bind(@CalledOnceBy() caller: Caller, @AccountId() id: string, @Body() { subject }: OidcSubjectBody): Promise<Pending> {
    return this.bindings.bind(caller, id, subject);
  }

  @Delete()
  @HttpCode(204)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOperation({
    operationId: 'unbindOidcSubject',
    summary: 'Take the binding away; nobody enters the account until its password is reset',
  })
  @ApiResponse({ status: 204 })
  @ApiProblems(accountNotFound, oidcNotBound)
  unbind(@CalledOnceBy() caller: Caller, @AccountId() id: string): Promise<void> {
    return this.bindings.unbind(caller, id);
  }
}
