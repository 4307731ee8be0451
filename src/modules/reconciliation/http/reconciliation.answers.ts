import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Service, SERVICES } from '../../links/index.js';
import { type Age, AGES, BREAK_REASONS, BREAK_STATES, type BreakReason, type BreakState } from '../domain/break-rules.js';
import { BREAK_CLASSES, type BreakClass, type RunCounts } from '../domain/classes.js';
import { RUN_REASONS, RUN_SOURCES, RUN_STATES, type RunReason, type RunSource, type RunState } from '../domain/run-state.js';
import { type BreakView, type RunDetail, type RunProgress, type RunView } from '../reconciliation.queries.js';

const RUN_ID = '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21';
const ACCOUNT = '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11';
const count = (example: number, description: string) => ApiProperty({ type: 'integer', example, description });

export class RunStarted {
  @ApiProperty({ format: 'uuid', example: RUN_ID, description: 'Look the run up by it' })
  id: string;
}

export class Counts implements RunCounts {
  @count(1000, 'Links that are not ended')
  ours: number;

  @count(1004, 'Lines of the list')
  theirs: number;

  @count(970, 'The same on both sides')
  matched: number;

  @count(10, 'Ended on both sides')
  endedMatched: number;

  @count(12, 'Links on their way')
  inFlight: number;

  @count(9, 'Lines about links on their way')
  inFlightPresent: number;

  @count(5, 'Not in the list')
  missing: number;

  @count(1, 'In the list, and no link')
  unknown: number;

  @count(1, 'Blocked here, live there')
  stateMismatch: number;

  @count(2, 'Another last month')
  attributeMismatch: number;

  @count(10, "Stricter there than here: the partner's own decision")
  partnerHold: number;

  @count(0, 'Ended here, and not there')
  endedStillLive: number;

  @count(1, 'Lines beyond the first of a token')
  duplicate: number;

  @count(0, 'Lines that nobody can read')
  unreadable: number;

  @count(0, 'Links that a list need not have: adopted library accounts; suspended ones that are not listed, where the partner ends what is suspended. Of a round of checks, accounts that the partner could not show')
  apart: number;

  @count(0, 'Lines about adopted library accounts')
  apartPresent: number;
}

export class RunAnswer implements RunView {
  @ApiProperty({ format: 'uuid', example: RUN_ID })
  id: string;

  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ enum: RUN_SOURCES, example: 'pull', description: 'How the list came: `pull`, asked of the partner; `upload`, sent here; `check`, accounts asked for one by one' })
  source: RunSource;

  @ApiProperty({ enum: RUN_STATES, example: 'done' })
  state: RunState;

  @ApiProperty({ enum: RUN_REASONS, nullable: true, example: null, description: 'Why it stands there, where that is not plain' })
  reason: RunReason | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2026-11-23', description: "The day that the list shows, in the city's time zone" })
  asOf: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: null, description: "The list's number in the partner's own count" })
  sequence: number | null;

  @ApiProperty({ format: 'date', example: '2026-11-23' })
  startedOn: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: '2026-11-23' })
  endedOn: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'The account that said how to go on' })
  decidedBy: string | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1004, description: 'Lines of the list, also of one that was set aside' })
  rows: number | null;

  @ApiProperty({ type: Counts, nullable: true, description: 'Both sides add up. Null for a run that compared nothing' })
  counts: RunCounts | null;
}

export class Progress implements RunProgress {
  @ApiProperty({ example: 'receiving' })
  stage: string;

  @count(500, 'Lines staged so far, up to four blocks of 256 KiB behind what has come; of a round of checks, accounts that were asked for')
  rows: number;

  @ApiProperty({ type: 'integer', nullable: true, example: 1000, description: 'Lines that the list should have, or that the last one had; accounts of the round' })
  expectedRows: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 40, description: 'Seconds until the list is received, at the speed so far; until the round is over, at the agreed rate' })
  estimatedSeconds: number | null;
}

export class RunDetailAnswer extends RunAnswer implements RunDetail {
  @ApiProperty({ type: Progress, nullable: true, description: 'Null for a run that is over' })
  progress: RunProgress | null;
}

export class RunList {
  @ApiProperty({ description: 'Newest first', type: [RunAnswer] })
  runs: readonly RunView[];

  @ApiProperty({ description: 'Send it as `after` for the next page', type: String, format: 'uuid', nullable: true, example: null })
  next: string | null;
}

export class RunDecided {
  @ApiProperty({ enum: RUN_STATES, example: 'repairing' })
  state: RunState;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null, description: 'The run that was asked for in its place' })
  nextRun: string | null;
}

export class BreakAnswer implements BreakView {
  @ApiProperty({ format: 'uuid', example: '4b0f5c1e-93d6-4f0c-8a6e-2f9c2f6f5d10' })
  id: string;

  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ enum: BREAK_CLASSES, example: 'unknown' })
  class: BreakClass;

  @ApiProperty({ example: false, description: 'Blocked here and live there' })
  urgent: boolean;

  @ApiProperty({ enum: BREAK_STATES, example: 'open' })
  state: BreakState;

  @ApiProperty({ enum: BREAK_REASONS, nullable: true, example: null })
  reason: BreakReason | null;

  @ApiProperty({ type: String, nullable: true, example: ACCOUNT, description: 'The account that decided' })
  decidedBy: string | null;

  @ApiProperty({ format: 'date', example: '2026-11-22' })
  firstSeen: string;

  @ApiProperty({ format: 'date', example: '2026-11-23' })
  lastSeen: string;

  @ApiProperty({ enum: AGES, example: '0-1', description: 'Days since it was first seen' })
  age: Age;

  @ApiPropertyOptional({ example: '29840000000014', description: 'For supervisors, of a token that the city does not know: the partner is asked by it' })
  token?: string;
}

export class BreakList {
  @ApiProperty({ description: 'In an order that tells nothing', type: [BreakAnswer] })
  breaks: readonly BreakView[];

  @ApiProperty({ description: 'Send it as `after` for the next page', type: String, format: 'uuid', nullable: true, example: null })
  next: string | null;
}

export class BreakDecided {
  @ApiProperty({ enum: BREAK_STATES, example: 'accepted' })
  state: BreakState;
}
