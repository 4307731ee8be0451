import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { invalidRequest } from '../../../kernel/errors/index.js';
import { PARTNER_SCHEME } from '../../../kernel/http/index.js';
import { ClientUsage } from '../client-usage.js';
import { AskingPartner, type CallingPartner, ForPartners } from './partner.guard.js';
import { UsageQuery, UsageView } from './usage.dto.js';

const MOST_DAYS = 30;
const DAY_MS = 86_400_000;

/** How much a partner's programs ask for. */
@ApiTags('partner')
@ApiSecurity(PARTNER_SCHEME)
@ForPartners()
@Controller('partner/v1/usage')
export class UsageController {
  constructor(private readonly usage: ClientUsage) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'showUsage',
    summary: 'Show about how many requests your programs made, by day and operation',
    description: 'Never by token. Each count is rounded by chance to the ten below or above it, so that it tells of no single request. Kept for 92 days.',
  })
  @ApiOkResponse({ type: UsageView })
  async show(@AskingPartner() { partnerId }: CallingPartner, @Query() { from, to }: UsageQuery): Promise<UsageView> {
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
    if (days < 0 || days > MOST_DAYS) throw invalidRequest({ findings: [{ at: '/to', code: 'field.out_of_range' }] });
    return { usage: await this.usage.of(partnerId, from, to) };
  }
}
