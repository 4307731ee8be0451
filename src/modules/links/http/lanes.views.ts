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

class LaneViewModel {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ enum: ['running', 'paused'], example: 'running' })
  state: string;

  @ApiProperty({ type: BacklogView })
  backlog: BacklogView;

  @ApiProperty({ type: Number, nullable: true, example: 41, description: 'Seconds.' })
  oldestWaitingSeconds: number | null;

  @ApiProperty({ enum: ['closed', 'open'], example: 'closed', description: 'Open: this instance waits after failures.' })
  circuit: string;

  @ApiProperty({ example: 0, description: 'In a row, on this instance.' })
  failures: number;

  @ApiProperty({ type: String, nullable: true, example: '2026-11-23T14:05:09.000Z' })
  lastSuccessAt: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'timeout' })
  lastErrorCode: string | null;
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
