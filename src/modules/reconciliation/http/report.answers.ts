import { ApiProperty } from '@nestjs/swagger';
import { type Service, SERVICES } from '../../links/index.js';
import { type Age, AGES, BREAK_STATES, type BreakState } from '../domain/break-rules.js';
import { BREAK_CLASSES, type BreakClass } from '../domain/classes.js';
import { type AgeCount, type CheckRound, type ClassReport, type Report, type TrendEntry } from '../domain/report.js';
import { RUN_REASONS, RUN_STATES, type RunReason, type RunState } from '../domain/run-state.js';
import { type Audience, AUDIENCES, SMALL, type Told } from '../domain/small-counts.js';

const COUNT = { oneOf: [{ type: 'integer', minimum: 0 }, { type: 'string', enum: [SMALL] }, { type: 'null' }] };

/** A count that may be small, or not be told. */
const Count = (example: number, description: string) => ApiProperty({ ...COUNT, example, description });

const NOT_TOLD = 'Null where it would give a small count away';

class AgeCountAnswer implements AgeCount {
  @ApiProperty({ enum: AGES, example: '0-1', description: 'Days since the break was first seen' })
  age: Age;

  @Count(12, 'How many')
  breaks: Told;
}

class ClassReportAnswer implements ClassReport {
  @ApiProperty({ enum: BREAK_CLASSES, example: 'missing' })
  class: BreakClass;

  @ApiProperty({ type: [AgeCountAnswer] })
  ages: readonly AgeCount[];

  @Count(12, `All of the class. ${NOT_TOLD}`)
  breaks: Told;
}

class StateCount {
  @ApiProperty({ enum: BREAK_STATES, example: 'open' })
  state: BreakState;

  @ApiProperty({ type: 'integer', example: 12 })
  breaks: number;
}

class ClassDifferences {
  @ApiProperty({ enum: BREAK_CLASSES, example: 'missing' })
  class: BreakClass;

  @Count(12, `Links or lines of this class in the comparison. ${NOT_TOLD}`)
  differences: Told;
}

class TrendEntryAnswer implements TrendEntry {
  @ApiProperty({ format: 'uuid', example: '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21', description: 'The run' })
  id: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2026-11-23', description: 'The day that the list shows' })
  asOf: string | null;

  @ApiProperty({ format: 'date', example: '2026-11-23' })
  startedOn: string;

  @ApiProperty({ enum: RUN_STATES, example: 'done' })
  state: RunState;

  @ApiProperty({ enum: RUN_REASONS, nullable: true, example: null })
  reason: RunReason | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1004, description: 'Lines of the list' })
  rows: number | null;

  @ApiProperty({ type: [ClassDifferences], nullable: true, description: 'Null for a run that compared nothing' })
  classes: TrendEntry['classes'];

  @Count(12, `All that differed. ${NOT_TOLD}, and for a run that compared nothing`)
  differences: Told;
}

class CheckRoundAnswer implements CheckRound {
  @ApiProperty({ format: 'uuid', example: '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21', description: 'The run' })
  id: string;

  @ApiProperty({ format: 'date', example: '2026-11-23' })
  startedOn: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2026-11-23' })
  endedOn: string | null;

  @ApiProperty({ enum: RUN_STATES, example: 'done' })
  state: RunState;

  @ApiProperty({ enum: RUN_REASONS, nullable: true, example: null })
  reason: RunReason | null;

  @ApiProperty({ type: 'integer', example: 840, description: 'Accounts that were asked for' })
  asked: number;

  @ApiProperty({ type: 'integer', example: 3, description: 'Those of them that were not as they should be' })
  differences: number;
}

export class ReportAnswer implements Report {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ format: 'date', example: '2026-11-24', description: 'The day of the report' })
  day: string;

  @ApiProperty({ enum: AUDIENCES, example: 'inside', description: `Outside, counts from 1 to 4 are told as \`${SMALL}\`` })
  audience: Audience;

  @ApiProperty({ type: [ClassReportAnswer], description: 'Breaks that stand' })
  classes: readonly ClassReport[];

  @ApiProperty({ type: [AgeCountAnswer], description: 'The same, of all classes' })
  ages: readonly AgeCount[];

  @Count(12, `All of them. ${NOT_TOLD}`)
  breaks: Told;

  @ApiProperty({ type: [StateCount], nullable: true, description: 'The same by state; null outside' })
  states: Report['states'];

  @ApiProperty({ type: 'integer', nullable: true, example: 0, description: 'Blocked here and live there; null outside' })
  urgent: number | null;

  @ApiProperty({ type: [TrendEntryAnswer], description: 'The last 30 runs with lists, newest first; no rounds of checks' })
  trend: readonly TrendEntry[];

  @ApiProperty({ type: CheckRoundAnswer, nullable: true, description: 'The last round of checks; null outside, and where there was none' })
  checks: CheckRound | null;
}
