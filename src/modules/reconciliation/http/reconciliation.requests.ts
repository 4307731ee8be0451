import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import { CalendarDay, Optional } from '../../../kernel/http/index.js';
import { type Service, SERVICES } from '../../links/index.js';
import { BREAK_DECISIONS, BREAK_STATES, type BreakDecision, type BreakState, DECISION_REASONS, type DecisionReason } from '../domain/break-rules.js';
import { BREAK_CLASSES, type BreakClass } from '../domain/classes.js';
import { RUN_DECISIONS, type RunDecision, STARTED_SOURCES, type StartedSource } from '../domain/run-state.js';

const MOST_LISTED = 100;
const MOST_ROWS = 2_000_000_000;

/** A partner whose list has the highest number could send none after it. */
const MOST_SEQUENCE = 999_999_999_999;

/** A number in an address. Whatever is not plain digits stays a text, which is of the wrong type: `Number` would take an empty one for 0. */
const digits = ({ value }: { readonly value: unknown }) => (typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value);

const Whole = (least: number, most: number) => applyDecorators(Transform(digits), IsInt(), Min(least), Max(most));

export class RunBody {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  @IsIn(SERVICES, { context: { allowed: SERVICES } })
  service: Service;

  @ApiPropertyOptional({ enum: STARTED_SOURCES, default: 'pull', example: 'pull', description: '`pull`: the partner is asked for its list. `check`: accounts that no list has are asked for one by one, at the agreed rate' })
  @Optional()
  @IsIn(STARTED_SOURCES, { context: { allowed: STARTED_SOURCES } })
  source: StartedSource = 'pull';
}

/** What a list says of itself. */
export class SentListQuery {
  @ApiPropertyOptional({ format: 'date', example: '2026-11-23', description: "The day that the list shows, in the city's time zone; today where it is left out. A day that has begun elsewhere and not in the city yet counts as today" })
  @Optional()
  @CalendarDay()
  asOf?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MOST_ROWS, example: 3, description: 'How many lines it has, its heading apart; compared with what arrives' })
  @Optional()
  @Whole(0, MOST_ROWS)
  rows?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_SEQUENCE, example: 41, description: "Its number in the partner's own count, one more each time" })
  @Optional()
  @Whole(1, MOST_SEQUENCE)
  sequence?: number;
}

export class ListQuery extends SentListQuery {
  @ApiProperty({ enum: SERVICES, example: 'transit', description: 'Whose list it is' })
  @IsIn(SERVICES, { context: { allowed: SERVICES } })
  service: Service;
}

export class PageQuery {
  @ApiPropertyOptional({ format: 'uuid', example: '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21', description: 'The `next` of the page before' })
  @Optional()
  @IsUUID()
  after?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_LISTED, default: MOST_LISTED, example: 20, description: 'The most that one page lists' })
  @Whole(1, MOST_LISTED)
  limit: number = MOST_LISTED;
}

export class RunsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: SERVICES, example: 'library', description: 'Runs of one service only' })
  @Optional()
  @IsIn(SERVICES, { context: { allowed: SERVICES } })
  service?: Service;
}

export class BreaksQuery extends PageQuery {
  @ApiPropertyOptional({ enum: BREAK_CLASSES, example: 'missing', description: 'Breaks of one class only' })
  @Optional()
  @IsIn(BREAK_CLASSES, { context: { allowed: BREAK_CLASSES } })
  class?: BreakClass;

  @ApiPropertyOptional({ enum: BREAK_STATES, example: 'open', description: 'Breaks in one state only' })
  @Optional()
  @IsIn(BREAK_STATES, { context: { allowed: BREAK_STATES } })
  state?: BreakState;
}

export class RunDecisionBody {
  @ApiProperty({ enum: RUN_DECISIONS, example: 'proceed' })
  @IsIn(RUN_DECISIONS, { context: { allowed: RUN_DECISIONS } })
  decision: RunDecision;
}

export class BreakDecisionBody {
  @ApiProperty({ enum: BREAK_DECISIONS, example: 'accept' })
  @IsIn(BREAK_DECISIONS, { context: { allowed: BREAK_DECISIONS } })
  decision: BreakDecision;

  @ApiProperty({ enum: DECISION_REASONS, example: 'partner_decision' })
  @IsIn(DECISION_REASONS, { context: { allowed: DECISION_REASONS } })
  reason: DecisionReason;
}
