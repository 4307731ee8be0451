import { Body, Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type Caller } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledPerhapsOnceBy, PARTNER_SCHEME, TakesUpTo } from '../../../kernel/http/index.js';
import { PartnerReports } from '../../links/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { IntrospectionService } from '../introspection.service.js';
import { cursorInvalid } from '../partner-api.errors.js';
import { TokenFeed } from '../token-feed.service.js';
import { LargeAnswers } from './large-answers.js';
import { EXAMPLES } from './partner-api.examples.js';
import {
  AcceptedView,
  IntrospectBatchDto,
  IntrospectDto,
  IntrospectionsView,
  IntrospectionView,
  ReportDto,
  TokensQuery,
  TokensView,
} from './tokens.dto.js';

/** A thousand tokens of the greatest length, however they are written. */
const BATCH_LIMIT_BYTES = 512 * 1024;

export const PERHAPS_ONCE = {
  name: 'Idempotency-Key',
  required: false,
  description: 'A UUIDv4 or at least 22 random characters. With it, a retry is answered as the first request was, and does nothing.',
};

/** A partner's own tokens. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/tokens')
export class TokensController {
  constructor(
    private readonly introspection: IntrospectionService,
    private readonly reports: PartnerReports,
    private readonly feed: TokenFeed,
  ) {}

  @Post('introspect')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'introspectToken',
    summary: 'Ask what a token is worth today; nothing is recorded',
    description: 'Whatever is not a token of this partner, another partner’s or none at all, is answered `{"active": false}` and nothing more.',
  })
  @ApiExamples(EXAMPLES.introspect)
  @ApiOkResponse({ type: IntrospectionView })
  introspect(@AskingPartner() { service }: CallingPartner, @Body() { token }: IntrospectDto): Promise<IntrospectionView> {
    return this.introspection.introspect(service, token);
  }

  @Post('introspect-batch')
  @HttpCode(200)
  @TakesUpTo(BATCH_LIMIT_BYTES)
  @LargeAnswers()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'introspectTokens', summary: 'Ask what up to 1,000 tokens are worth today; nothing is recorded' })
  @ApiExamples(EXAMPLES.introspectBatch)
  @ApiOkResponse({ type: IntrospectionsView })
  async introspectBatch(@AskingPartner() { service }: CallingPartner, @Body() { tokens }: IntrospectBatchDto): Promise<IntrospectionsView> {
    return { results: await this.introspection.introspectAll(service, tokens) };
  }

  @Post('report')
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'reportToken',
    summary: 'Report a token as lost, stolen, found or closed',
    description:
      'The token alone changes, at once; the other services of the card are not touched. Any token is answered the same. ' +
      'Saying it again changes nothing.',
  })
  @ApiHeader(PERHAPS_ONCE)
  @ApiExamples(EXAMPLES.report)
  @ApiAcceptedResponse({ type: AcceptedView })
  report(
    @CalledPerhapsOnceBy() caller: Caller,
    @AskingPartner() { service }: CallingPartner,
    @Body() { token, report }: ReportDto,
  ): Promise<AcceptedView> {
    return this.reports.report(caller, service, token, report);
  }

  @Get()
  @LargeAnswers()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'listTokens',
    summary: 'List all tokens of this partner, ended ones included',
    description: 'To begin with, or to begin again. The last page says in `changesFrom` where the change feed goes on.',
  })
  @ApiExamples(EXAMPLES.list)
  @ApiOkResponse({ type: TokensView })
  @ApiProblems(cursorInvalid)
  list(@AskingPartner() partner: CallingPartner, @Query() { after, limit }: TokensQuery): Promise<TokensView> {
    return this.feed.tokens(partner, after, limit);
  }
}
