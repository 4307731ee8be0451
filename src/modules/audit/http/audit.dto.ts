import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import { CalendarDay, Optional } from '../../../kernel/http/index.js';
import { type FoundEntry } from '../audit.queries.js';

const KINDS = ['staff', 'partner', 'system'];
const OUTCOMES = ['done', 'refused'];
const MOST = 200;

export class AuditQuestion {
  @ApiPropertyOptional({ example: 'clerk', description: 'A user name, an account or client id, or the name of a job' })
  @Optional()
  @IsString()
  @Length(1, 64)
  actor?: string;

  @ApiPropertyOptional({ example: 'card.suspension', description: 'One act, as docs/audit.md lists them. An act that nobody has done finds nothing' })
  @Optional()
  @Matches(/^[a-z][a-z_.-]{0,63}$/)
  act?: string;

  @ApiPropertyOptional({ example: '2026-06-01', description: 'First day, in the city' })
  @Optional()
  @CalendarDay()
  from?: string;

  @ApiPropertyOptional({ example: '2026-06-30', description: 'Last day, in the city' })
  @Optional()
  @CalendarDay()
  to?: string;

  @ApiPropertyOptional({ example: 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4/A1', description: 'Event and station, or an event with all its stations' })
  @Optional()
  @IsString()
  @Length(1, 200)
  place?: string;

  @ApiPropertyOptional({ enum: OUTCOMES, example: 'refused', description: 'Whether it was done, or refused and audited all the same' })
  @Optional()
  @IsIn(OUTCOMES, { context: { allowed: OUTCOMES } })
  outcome?: string;

  @ApiPropertyOptional({ description: '`next` of the page before', example: '2026-06-15_0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11' })
  @Optional()
  @IsString()
  @Length(1, 64)
  after?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: MOST, default: 50, example: 50 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST)
  limit?: number;
}

export class AuditEntry implements FoundEntry {
  @ApiProperty({ format: 'uuid', example: '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11' })
  id: string;

  @ApiProperty({ example: '2026-06-15', description: 'Day in the city; nothing finer is kept' })
  day: string;

  @ApiProperty({ enum: KINDS, example: 'staff' })
  actorKind: FoundEntry['actorKind'];

  @ApiProperty({ example: '7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10', description: 'Account or client id, or the name of a job' })
  actor: string;

  @ApiProperty({ type: String, nullable: true, example: 'clerk', description: 'User name of the account, for staff' })
  username: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'The staff account the act was about' })
  account: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'User name of that account' })
  accountName: string | null;

  @ApiProperty({ example: 'clerk', description: 'The role that entitled the actor' })
  role: string;

  @ApiProperty({ example: 'card.suspension', description: 'What was done, as docs/audit.md lists it' })
  act: string;

  @ApiProperty({ type: String, nullable: true, example: 'lost' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'ward-12/station-3' })
  place: string | null;

  @ApiProperty({ enum: OUTCOMES, example: 'done', description: 'A refused request has changed nothing' })
  outcome: FoundEntry['outcome'];
}

export class AuditPage {
  @ApiProperty({ type: [AuditEntry] })
  entries: readonly FoundEntry[];

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Send it as `after` for the next page; null at the end' })
  next: string | null;
}
