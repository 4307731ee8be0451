import { ApiProperty } from '@nestjs/swagger';
import { type Service, SERVICES } from '../domain/service.js';

class BacklogView {
  @ApiProperty({ example: 12, description: 'Waiting for their turn.' })
  due: number;

  @ApiProperty({ example: 0, description: 'Sent, and waiting for an answer.' })
  pending: number;

  @ApiProperty({ example: 1, description: 'Refused or set aside; staff decide.' })
  setAside: number;
}

class NoticeView {
  @ApiProperty({ example: 'x12.file_aged', description: "From the profile's closed list; the operations guide says what to do." })
  code: string;

  @ApiProperty({ example: 1, description: 'How many such matters there are.' })
  count: number;

  @ApiProperty({ example: '2026-11-23', format: 'date', description: 'The day of the oldest.' })
  sinceDay: string;
}

class FullAuditViewModel {
  @ApiProperty({ type: String, nullable: true, example: '2026-11-16', format: 'date' })
  lastDay: string | null;

  @ApiProperty({ example: false, description: 'Staff have asked for one that was not sent yet.' })
  asked: boolean;

  @ApiProperty({ example: 0, description: 'In a row, on this instance.' })
  failures: number;

  @ApiProperty({ type: String, nullable: true, example: 'connection_closed' })
  lastErrorCode: string | null;
}

class LaneViewModel {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ enum: ['running', 'paused'], example: 'running' })
  state: string;

  @ApiProperty({ type: BacklogView })
  backlog: BacklogView;

  @ApiProperty({ type: Number, nullable: true, example: 41, description: 'Seconds for which the longest waiting link has been due, or out for its answer. Each try begins anew, so see failures and lastSuccessAt too.' })
  oldestWaitingSeconds: number | null;

  @ApiProperty({ enum: ['closed', 'open'], example: 'closed', description: 'Open: this instance waits after failures.' })
  circuit: string;

  @ApiProperty({ example: 0, description: 'In a row, on this instance.' })
  failures: number;

  @ApiProperty({ type: String, nullable: true, example: '2026-11-23T14:05:09.000Z' })
  lastSuccessAt: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'timeout' })
  lastErrorCode: string | null;

  @ApiProperty({ type: NoticeView, isArray: true, description: 'What waits for a person, as this instance saw it last.' })
  notices: NoticeView[];

  @ApiProperty({ type: FullAuditViewModel, nullable: true, description: 'Null where the profile has no full audit.' })
  fullAudit: FullAuditViewModel | null;
}

export class LaneList {
  @ApiProperty({ type: LaneViewModel, isArray: true })
  lanes: LaneViewModel[];

  @ApiProperty({ type: String, nullable: true, example: null })
  next: null;
}

export class LaneStateView {
  @ApiProperty({ enum: ['running', 'paused'], example: 'paused' })
  state: string;
}

export class FullAuditAsked {
  @ApiProperty({ enum: ['asked'], example: 'asked' })
  fullAudit: string;
}
