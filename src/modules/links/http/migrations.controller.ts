import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledOnceBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { migrationDecided, migrationNotFound } from '../links.errors.js';
import { TokenMigrations } from '../token-migrations/token-migrations.service.js';
import { MigrationDecided, MigrationDecisionBody, MigrationList } from './migrations.dto.js';

const ACT = { name: 'Idempotency-Key', required: true, description: 'A UUIDv4 or at least 22 random characters, new for each act.' };

/** What partners have proposed for their own tokens. */
@ApiTags('links')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/token-migrations')
@Staff('supervisor')
export class MigrationsController {
  constructor(private readonly migrations: TokenMigrations) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'listTokenMigrations', summary: 'List what partners have proposed for their tokens: numbers, and no token' })
  @ApiOkResponse({ type: MigrationList })
  async list(): Promise<MigrationList> {
    return { migrations: await this.migrations.all(), next: null };
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiHeader(ACT)
  @ApiOperation({
    operationId: 'decideTokenMigration',
    summary: 'Approve a migration of tokens, which is then applied step by step, or decline it',
    description: 'Ask the partner by another way whether it is its own, and whether its system has the new numbers already.',
  })
  @ApiOkResponse({ type: MigrationDecided })
  @ApiProblems(migrationNotFound, migrationDecided)
  decide(
    @CalledOnceBy() caller: Caller,
    @Param('id', new ParseUUIDPipe({ exceptionFactory: () => migrationNotFound() })) id: string,
    @Body() { decision }: MigrationDecisionBody,
  ): Promise<MigrationDecided> {
    return this.migrations.decide(caller, id, decision);
  }
}
