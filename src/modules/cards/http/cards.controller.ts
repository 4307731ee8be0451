import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledBy, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { adoptRequired, adoptUnavailable, serviceUnknown, tooManyMisses } from '../../links/index.js';
import { partnerNotConfigured } from '../../partners/index.js';
import { blankNotHere, eventClosed, eventNotFound, separationOfDuties, stationRequired } from '../../stock/index.js';
import {
  adoptLimitReached,
  adoptWithoutService,
  cardNotFound,
  categoryUnknown,
  reasonUnknown,
  transitionNotAllowed,
  validThroughNotAllowed,
} from '../cards.errors.js';
import { CardsQueries } from '../cards.queries.js';
import { IssuanceService } from '../issuance.service.js';
import { LifecycleService } from '../lifecycle.service.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';
import { IssueDto, PresentDto, ReinstateDto, RevokeDto, SuspendDto, VerifyDto } from './cards.dto.js';
import { EXAMPLES } from './cards.examples.js';
import { ActView, CardView, IssuedCardView, VerificationView } from './cards.views.js';

/** Cards over the counter. */
@ApiTags('cards')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/cards')
export class CardsController {
  constructor(
    private readonly issuance: IssuanceService,
    private readonly lifecycle: LifecycleService,
    private readonly queries: CardsQueries,
  ) {}

  @Post()
  @Staff('supervisor', 'clerk')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'issueCard', summary: 'Issue a card; its number and codes are shown this once' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.issue)
  @ApiCreatedResponse({ type: IssuedCardView })
  @ApiProblems(
    categoryUnknown,
    serviceUnknown,
    validThroughNotAllowed,
    adoptWithoutService,
    adoptRequired,
    adoptUnavailable,
    adoptLimitReached,
    partnerNotConfigured,
    stationRequired,
    blankNotHere,
    eventNotFound,
    eventClosed,
    separationOfDuties,
  )
  issue(@CalledOnceBy() caller: Caller, @Body() order: IssueDto): Promise<IssuedCardView> {
    return this.issuance.issue(caller, order) as Promise<IssuedCardView>;
  }

  @Post('lookup')
  @HttpCode(200)
  @Staff('supervisor', 'clerk')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'lookUpCard', summary: 'See a presented card; nothing is recorded' })
  @ApiExamples(EXAMPLES.lookUp)
  @ApiOkResponse({ type: CardView })
  @ApiProblems(cardNotFound, tooManyMisses)
  lookUp(@CalledBy() caller: Caller, @Body() { presented }: PresentDto): Promise<CardView> {
    return this.queries.lookUp(caller, presented) as Promise<CardView>;
  }

  @Post('suspension')
  @HttpCode(200)
  @Staff('supervisor', 'clerk')
  @ApiOperation({ operationId: 'suspendCard', summary: 'Block a presented card at all its partners' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.suspend)
  @ApiOkResponse({ type: ActView })
  @ApiProblems(cardNotFound, tooManyMisses, transitionNotAllowed, reasonUnknown)
  suspend(@CalledOnceBy() caller: Caller, @Body() { presented, reason }: SuspendDto): Promise<ActView> {
    return this.lifecycle.suspend(caller, presented, reason);
  }

  @Post('reinstatement')
  @HttpCode(200)
  @Staff('supervisor', 'clerk')
  @ApiOperation({ operationId: 'reinstateCard', summary: 'Unblock a presented card that was suspended' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.reinstate)
  @ApiOkResponse({ type: ActView })
  @ApiProblems(cardNotFound, tooManyMisses, transitionNotAllowed, serviceUnknown)
  reinstate(@CalledOnceBy() caller: Caller, @Body() { presented, services }: ReinstateDto): Promise<ActView> {
    return this.lifecycle.reinstate(caller, presented, services);
  }

  @Post('revocation')
  @HttpCode(200)
  @Staff('supervisor')
  @ApiOperation({ operationId: 'revokeCard', summary: 'End a presented card for good' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.revoke)
  @ApiOkResponse({ type: ActView })
  @ApiProblems(cardNotFound, tooManyMisses, transitionNotAllowed, reasonUnknown)
  revoke(@CalledOnceBy() caller: Caller, @Body() { presented, reason }: RevokeDto): Promise<ActView> {
    return this.lifecycle.revoke(caller, presented, reason);
  }

  @Post('verification')
  @HttpCode(200)
  @Staff('supervisor', 'clerk')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'verifyCard', summary: 'Ask whether a card number is good today; nothing is recorded' })
  @ApiOkResponse({ type: VerificationView })
  verify(@Body() { cardNumber }: VerifyDto): Promise<VerificationView> {
    return this.queries.verify(cardNumber);
  }
}
