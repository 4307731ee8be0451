import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { Optional } from '../../../kernel/http/index.js';
import { type Service, SERVICES } from '../../links/index.js';
import { BREAK_STATES, type BreakState } from '../domain/break-rules.js';
import { BREAK_CLASSES, type BreakClass } from '../domain/classes.js';
import { type Audience, AUDIENCES } from '../domain/small-counts.js';

export class ReportQuery {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  @IsIn(SERVICES, { context: { allowed: SERVICES } })
  service: Service;

  @ApiPropertyOptional({ enum: AUDIENCES, default: 'inside', example: 'outside', description: '`outside` for whatever leaves the city: small counts are not told then' })
  @IsIn(AUDIENCES, { context: { allowed: AUDIENCES } })
  audience: Audience = 'inside';
}

export class RunsTableQuery {
  @ApiPropertyOptional({ enum: SERVICES, example: 'library', description: 'Runs of one service only' })
  @Optional()
  @IsIn(SERVICES, { context: { allowed: SERVICES } })
  service?: Service;
}

export class BreaksTableQuery {
  @ApiPropertyOptional({ enum: BREAK_CLASSES, example: 'missing', description: 'Breaks of one class only' })
  @Optional()
  @IsIn(BREAK_CLASSES, { context: { allowed: BREAK_CLASSES } })
  class?: BreakClass;

  @ApiPropertyOptional({ enum: BREAK_STATES, example: 'open', description: 'Breaks in one state only' })
  @Optional()
  @IsIn(BREAK_STATES, { context: { allowed: BREAK_STATES } })
  state?: BreakState;
}
