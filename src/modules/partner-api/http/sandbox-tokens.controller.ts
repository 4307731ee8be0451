import { Body, Controller, Header, Post, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Caller } from '../../../kernel/auth/index.js';
import { invalidRequest, routeUnknown } from '../../../kernel/errors/index.js';
import { ApiExamples, ApiProblems, CalledPerhapsOnceBy, PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { linkEnded, linkNotFound, SandboxTokens, tokenNotMade } from '../../links/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { TokenFeed } from '../token-feed.service.js';
import { EXAMPLES } from './partner-api.examples.js';
import { SandboxTokenDto } from './sandbox-tokens.dto.js';
import { SandboxGuard } from './sandbox.guard.js';
import { ListedTokenView } from './tokens.dto.js';
import { PERHAPS_ONCE } from './tokens.controller.js';

/** Tokens that a partner makes and moves by itself, to try its program out. Only with the sandbox. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
// Decorators are applied from below: this guard is asked first.
@UseGuards(SandboxGuard)
@Controller('partner/v1/sandbox/tokens')
export class SandboxTokensController {
  constructor(
    private readonly tokens: SandboxTokens,
    private readonly feed: TokenFeed,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'makeSandboxToken',
    summary: 'Make a token, or move one through its states, without staff; only with the sandbox',
    description:
      'Without `token`, a new active one is made (201). With `token` and `state`, one that was made here is moved (200). ' +
      'Both are published at once. It belongs to no card. Without the sandbox, there is nothing at this address.',
  })
  @ApiHeader(PERHAPS_ONCE)
  @ApiExamples(EXAMPLES.makeSandboxToken)
  @ApiCreatedResponse({ type: ListedTokenView, description: 'The new token' })
  @ApiOkResponse({ type: ListedTokenView, description: 'The token as it is now' })
  @ApiProblems(routeUnknown, linkNotFound, linkEnded, tokenNotMade)
  async make(
    @CalledPerhapsOnceBy() caller: Caller,
    @AskingPartner() { service }: CallingPartner,
    @Body() { validThrough, token, state }: SandboxTokenDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ListedTokenView> {
    if ((token === undefined) !== (state === undefined)) throw missing(token === undefined ? '/token' : '/state');
    if (token === undefined || state === undefined) {
      return this.feed.listed(await this.tokens.make(caller, service, validThrough ?? 'never'));
    }
    if (validThrough !== undefined) throw invalidRequest({ findings: [{ at: '/validThrough', code: 'field.not_allowed', allowed: [] }] });
    void reply.status(200);
    return this.feed.listed(await this.tokens.move(caller, service, token, state));
  }
}

function missing(at: string) {
  return invalidRequest({ findings: [{ at, code: 'field.missing' }] });
}
