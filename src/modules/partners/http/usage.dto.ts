import { ApiProperty } from '@nestjs/swagger';
import { CalendarDay } from '../../../kernel/http/index.js';
import { USAGE_STEP } from '../domain/rough-count.js';
import { type UsageRow } from '../usage.store.js';

export class UsageQuery {
  @ApiProperty({ format: 'date', example: '2026-11-01', description: 'First day' })
  @CalendarDay()
  from: string;

  @ApiProperty({ format: 'date', example: '2026-11-30', description: 'Last day, at most 30 days later' })
  @CalendarDay()
  to: string;
}

export class UsageOfDay implements UsageRow {
  @ApiProperty({ format: 'date', example: '2026-11-29' })
  day: string;

  @ApiProperty({ example: '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11', description: 'One of your programs' })
  clientId: string;

  @ApiProperty({ example: 'introspectToken', description: '`operationId` of this document' })
  operation: string;

  @ApiProperty({ type: 'integer', example: 1_240, multipleOf: USAGE_STEP, description: 'Requests that were let through, rounded by chance' })
  requests: number;
}

export class UsageView {
  @ApiProperty({ type: [UsageOfDay], description: 'By day, program and operation. Days that are not over are not there.' })
  usage: readonly UsageRow[];
}
