import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { type Caller, Staff } from '../../../kernel/auth/index.js';
import { ApiProblems, CalledBy, STAFF_SCHEME } from '../../../kernel/http/index.js';
import { type CardEntry } from '../../audit/index.js';
import { tooManyMisses } from '../../links/index.js';
import { CardHistory } from '../card-history.js';
import { cardNotFound } from '../cards.errors.js';
import { PresentDto } from './cards.dto.js';

class CardEntryView implements CardEntry {
  @ApiProperty({ example: '2026-06-15', description: 'Day in the city; nothing finer is kept' })
  day: string;

  @ApiProperty({ example: 'card.suspension' })
  act: string;

  @ApiProperty({ type: String, nullable: true, example: 'lost' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ward-12/station-3', description: 'Event and station, where there was one' })
  place: string | null;

  @ApiProperty({ example: 'clerk', description: 'The role in which it was done; who did it is for auditors' })
  role: string;

  @ApiProperty({ enum: ['done', 'refused'], example: 'done' })
  outcome: CardEntry['outcome'];
}

class CardHistoryView {
  @ApiProperty({ type: [CardEntryView], description: 'Oldest day first; within a day in no order that means anything' })
  entries: readonly CardEntry[];
}

@ApiTags('cards')
@ApiBearerAuth(STAFF_SCHEME)
@Controller('v1/cards')
export class CardHistoryController {
  constructor(private readonly history: CardHistory) {}

  @Post('history')
  @HttpCode(200)
  @Staff('supervisor', 'clerk')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'showCardHistory', summary: 'See what was done to a presented card; nothing is recorded' })
  @ApiOkResponse({ type: CardHistoryView })
  @ApiProblems(cardNotFound, tooManyMisses)
  async show(@CalledBy() caller: Caller, @Body() { presented }: PresentDto): Promise<CardHistoryView> {
    return { entries: await this.history.of(caller, presented) };
  }
}
