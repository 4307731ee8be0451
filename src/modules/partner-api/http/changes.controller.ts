import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { ApiExamples, ApiProblems, PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { FeedWatch } from '../feed-watch.js';
import { cursorExpired, cursorInvalid } from '../partner-api.errors.js';
import { TokenFeed } from '../token-feed.service.js';
import { LargeAnswers } from './large-answers.js';
import { EXAMPLES } from './partner-api.examples.js';
import { ChangesQuery, ChangesView } from './tokens.dto.js';

/** A partner's change feed. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/changes')
export class ChangesController {
  constructor(
    private readonly feed: TokenFeed,
    private readonly watch: FeedWatch,
  ) {}

  @Get()
  @LargeAnswers()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'listChanges',
    summary: 'Read what changed, in the order in which it was published',
    description:
      'Each change once, beginning after `after` or, without it, with the oldest that is kept: 30 days. A cursor that is older, ' +
      'or of a time before the database was restored, is answered 410; begin again with the full list then.',
  })
  @ApiExamples(EXAMPLES.changes)
  @ApiOkResponse({ type: ChangesView })
  @ApiProblems(cursorInvalid, cursorExpired)
  async changes(
    @AskingPartner() partner: CallingPartner,
    @Query() { after, limit, wait }: ChangesQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ChangesView> {
    const hungUp = new AbortController();
    reply.raw.once('close', () => hungUp.abort());
    const page = await this.feed.changes(partner, { ...(after === undefined ? {} : { after }), limit, wait, hungUp: hungUp.signal });
    // The server waits for connections that are kept open, and this one was not idle when it began to.
    if (this.watch.stopped) void reply.header('Connection', 'close');
    return page;
  }
}
