import { ApiProperty, OmitType, PickType } from '@nestjs/swagger';
import { type PartnerBreakView, type PartnerRunDetail, type PartnerRunView, TOLD_COUNTS, type ToldCounts } from '../partner-runs.queries.js';
import { BreakAnswer, Counts, Progress, RunAnswer } from './reconciliation.answers.js';

class OwnCounts extends PickType(Counts, TOLD_COUNTS) implements ToldCounts {}

export class OwnRunAnswer extends OmitType(RunAnswer, ['service', 'decidedBy', 'counts'] as const) implements PartnerRunView {
  @ApiProperty({ type: OwnCounts, nullable: true, description: 'What differs, by class. Null for a run that compared nothing' })
  counts: ToldCounts | null;
}

export class OwnRunDetailAnswer extends OwnRunAnswer implements PartnerRunDetail {
  @ApiProperty({ type: Progress, nullable: true, description: 'Null for a run that is over' })
  progress: PartnerRunDetail['progress'];
}

export class OwnRunList {
  @ApiProperty({ description: 'Newest first', type: [OwnRunAnswer] })
  runs: readonly PartnerRunView[];

  @ApiProperty({ description: 'Send it as `after` for the next page', type: String, format: 'uuid', nullable: true, example: null })
  next: string | null;
}

class OwnBreakAnswer
  extends PickType(BreakAnswer, ['id', 'class', 'urgent', 'state', 'firstSeen', 'lastSeen', 'age'] as const)
  implements PartnerBreakView
{
  @ApiProperty({ type: String, nullable: true, example: '29840000000014', description: 'Null for lines that nobody can read' })
  token: string | null;
}

export class OwnBreakList {
  @ApiProperty({ description: 'In an order that tells nothing', type: [OwnBreakAnswer] })
  breaks: readonly PartnerBreakView[];

  @ApiProperty({ description: 'Send it as `after` for the next page', type: String, format: 'uuid', nullable: true, example: null })
  next: string | null;
}
