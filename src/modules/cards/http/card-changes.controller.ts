import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { adoptRequired, adoptUnavailable, serviceUnknown, tooManyMisses } from '../../links/index.js';
import { partnerNotConfigured } from '../../partners/index.js';
import { blankNotHere, eventClosed, eventNotFound, separationOfDuties, stationRequired } from '../../stock/index.js';
import { AlterationService } from '../alteration.service.js';
import {
  adoptLimitReached,
  adoptWithoutService,
  cardNotFound,
  categoryUnknown,
  nothingToChange,
  reasonUnknown,
  renewalTooLate,
  serviceNotOnCard,
  serviceOnCard,
  transitionNotAllowed,
} from '../cards.errors.js';
import { LifecycleService } from '../lifecycle.service.js';
import { SuccessionService } from '../succession.service.js';
import { PresentDto, RenewDto, ReplaceDto, ServicesDto } from './cards.dto.js';
import { EXAMPLES } from './cards.examples.js';
import { ActView, IssuedCardView, ServicesView, SlipView } from './cards.views.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

const ACT_PROBLEMS = [cardNotFound, transitionNotAllowed, tooManyMisses];
const STOCK_PROBLEMS = [stationRequired, blankNotHere, eventNotFound, eventClosed, separationOfDuties];
const ADOPT_PROBLEMS = [adoptLimitReached, adoptWithoutService, adoptRequired, adoptUnavailable, partnerNotConfigured];

/** A card's later life: what follows it, and what it opens. */
@ApiTags('cards')
@ApiBearerAuth(STAFF_SCHEME)
@Staff('supervisor', 'clerk')
@Controller('v1/cards')
export class CardChangesController {
  constructor(
    private readonly succession: SuccessionService,
    private readonly alteration: AlterationService,
    private readonly lifecycle: LifecycleService,
  ) {}

  @Post('replacement')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'replaceCard', summary: 'Give a new card for a presented one; number, codes and tokens are new' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.replace)
  @ApiCreatedResponse({ type: IssuedCardView })
  @ApiProblems(...ACT_PROBLEMS, ...ADOPT_PROBLEMS, ...STOCK_PROBLEMS, reasonUnknown, renewalTooLate)
  replace(@CalledOnceBy() caller: Caller, @Body() { presented, reason, ...wish }: ReplaceDto): Promise<IssuedCardView> {
    return this.succession.replace(caller, presented, reason, wish) as Promise<IssuedCardView>;
  }

  @Post('renewal')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'renewCard', summary: 'Give a new card for a whole new period' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.renew)
  @ApiCreatedResponse({ type: IssuedCardView })
  @ApiProblems(...ACT_PROBLEMS, ...ADOPT_PROBLEMS, ...STOCK_PROBLEMS, categoryUnknown, renewalTooLate)
  renew(@CalledOnceBy() caller: Caller, @Body() { presented, category, ...wish }: RenewDto): Promise<IssuedCardView> {
    return this.succession.renew(caller, presented, category, wish) as Promise<IssuedCardView>;
  }

  @Post('surrender')
  @HttpCode(200)
  @ApiOperation({ operationId: 'surrenderCard', summary: 'Take a card back that its holder gives up' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.surrender)
  @ApiOkResponse({ type: ActView })
  @ApiProblems(...ACT_PROBLEMS)
  surrender(@CalledOnceBy() caller: Caller, @Body() { presented }: PresentDto): Promise<ActView> {
    return this.lifecycle.surrender(caller, presented);
  }

  @Post('services')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'changeServices', summary: 'Add services to a presented card, or drop them' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.changeServices)
  @ApiOkResponse({ type: ServicesView })
  @ApiProblems(...ACT_PROBLEMS, ...ADOPT_PROBLEMS, serviceUnknown, nothingToChange, serviceOnCard, serviceNotOnCard)
  changeServices(@CalledOnceBy() caller: Caller, @Body() { add = [], drop = [], ...rest }: ServicesDto): Promise<ServicesView> {
    return this.alteration.changeServices(caller, { add, drop, ...rest }) as Promise<ServicesView>;
  }

  @Post('slip')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'giveNewSlip', summary: 'Give a new slip for a presented card; the old one opens nothing any more' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiExamples(EXAMPLES.newSlip)
  @ApiOkResponse({ type: SlipView })
  @ApiProblems(...ACT_PROBLEMS)
  newSlip(@CalledOnceBy() caller: Caller, @Body() { presented }: PresentDto): Promise<SlipView> {
    return this.alteration.newSlip(caller, presented);
  }
}
