import { Body, Controller, Get, Header, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { type Caller } from '../../../kernel/auth/index.js';
import { ApiExamples, ApiProblems, CalledPerhapsOnceBy, PARTNER_SCHEME, TakesUpTo } from '../../../kernel/http/index.js';
import { migrationNotFound, migrationOpen, TokenMigrations } from '../../links/index.js';
import { AskingPartner, type CallingPartner, ForPartners } from '../../partners/index.js';
import { OwnMigrationView, ProposalView, TokenMigrationDto } from './migrations.dto.js';
import { EXAMPLES } from './partner-api.examples.js';
import { PERHAPS_ONCE } from './tokens.controller.js';

/** Ten thousand pairs of tokens of the usual lengths. */
const PAIRS_LIMIT_BYTES = 1024 * 1024;

/** New tokens for links that the partner knows by old ones. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/token-migrations')
export class TokenMigrationsController {
  constructor(private readonly migrations: TokenMigrations) {}

  @Post()
  @TakesUpTo(PAIRS_LIMIT_BYTES)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'proposeTokenMigration',
    summary: 'Propose new tokens for old ones of your own; a supervisor of the city decides',
    description:
      'With `dryRun` it is only said what would become of each pair (200). Otherwise the pairs that can be applied are kept (202), ' +
      'and nothing changes before they are approved. The old token stays an alias: it is answered as the new one is, and is nobody else’s ever.',
  })
  @ApiHeader(PERHAPS_ONCE)
  @ApiExamples(EXAMPLES.proposeTokenMigration)
  @ApiOkResponse({ type: ProposalView, description: 'What would become of the pairs; nothing is kept' })
  @ApiAcceptedResponse({ type: ProposalView, description: 'Waits for a supervisor' })
  @ApiProblems(migrationOpen)
  async propose(
    @CalledPerhapsOnceBy() caller: Caller,
    @AskingPartner() { service }: CallingPartner,
    @Body() { pairs, dryRun }: TokenMigrationDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProposalView> {
    const proposal = dryRun ? await this.migrations.check(service, pairs) : await this.migrations.propose(caller, service, pairs);
    void reply.status(proposal.id === null ? 200 : 202);
    return proposal;
  }

  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showOwnTokenMigration', summary: 'Show how far a migration of your tokens has come' })
  @ApiOkResponse({ type: OwnMigrationView })
  @ApiProblems(migrationNotFound)
  async show(
    @AskingPartner() { service }: CallingPartner,
    @Param('id', new ParseUUIDPipe({ exceptionFactory: () => migrationNotFound() })) id: string,
  ): Promise<OwnMigrationView> {
    const { state, pairs, refused, applied, skipped, proposedOn } = await this.migrations.one(service, id);
    return { id, state, pairs, refused, applied, skipped, proposedOn };
  }
}
