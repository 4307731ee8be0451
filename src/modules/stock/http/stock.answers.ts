import { ApiProperty } from '@nestjs/swagger';
import { type DayBalance } from '../domain/balance.js';

export class EventAnswer {
  @ApiProperty({ format: 'uuid', example: 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4' })
  id: string;

  @ApiProperty({ example: 'Ward office 25' })
  name: string;

  @ApiProperty({ format: 'date', example: '2030-07-01' })
  day: string;

  @ApiProperty({ enum: ['open', 'closed'], example: 'open' })
  state: 'open' | 'closed';

  @ApiProperty({ type: [String], example: ['A1', 'A2'] })
  stations: readonly string[];
}

class StationBlanks {
  @ApiProperty({ example: 'A2' })
  station: string;

  @ApiProperty({ example: 47 })
  blanks: number;
}

class DayAnswer implements DayBalance {
  @ApiProperty({ format: 'date', example: '2030-07-01' })
  day: string;

  @ApiProperty({ example: 0 })
  opening: number;

  @ApiProperty({ example: 50 })
  received: number;

  @ApiProperty({ example: 2 })
  issued: number;

  @ApiProperty({ example: 1 })
  spoiled: number;

  @ApiProperty({ description: 'How many of the spoiled ones are gone', example: 1 })
  destroyed: number;

  @ApiProperty({ example: 0 })
  missing: number;

  @ApiProperty({ description: 'What must be left by the book', example: 47 })
  closing: number;
}

export class DaysAnswer {
  @ApiProperty({ description: 'Each day opens with what the day before left', type: [DayAnswer] })
  days: readonly DayAnswer[];
}

class RibbonsAnswer {
  @ApiProperty({ example: false })
  inCustody: boolean;

  @ApiProperty({ example: true })
  destroyed: boolean;

  @ApiProperty({ description: 'The account that says so', format: 'uuid', example: '0b6f0f2e-8d0c-4b6e-9a52-5d4f2f6c1a11' })
  account: string;

  @ApiProperty({ format: 'date', example: '2030-07-01' })
  day: string;
}

export class EventDetail extends EventAnswer {
  @ApiProperty({ type: [StationBlanks] })
  blanks: readonly StationBlanks[];

  @ApiProperty({ type: [DayAnswer] })
  days: readonly DayAnswer[];

  @ApiProperty({ type: RibbonsAnswer, nullable: true })
  ribbons: RibbonsAnswer | null;
}

export class EventList {
  @ApiProperty({ description: 'Newest day first', type: [EventAnswer] })
  events: readonly EventAnswer[];

  @ApiProperty({ description: 'Send it as `after` for the next page', type: String, format: 'uuid', nullable: true, example: null })
  next: string | null;
}

export class StoreAnswer {
  @ApiProperty({ description: 'Blanks that no event has', example: 450 })
  inStore: number;
}

export class ReceivedAnswer {
  @ApiProperty({ example: 500 })
  received: number;
}

export class AssignedAnswer {
  @ApiProperty({ example: 50 })
  assigned: number;
}

export class SpoiledAnswer {
  @ApiProperty({ example: 1 })
  spoiled: number;
}

export class MissingAnswer {
  @ApiProperty({ example: 1 })
  missing: number;
}

export class DestroyedAnswer {
  @ApiProperty({ example: 1 })
  destroyed: number;
}

export class PlacedAnswer {
  @ApiProperty({ description: 'Carries the station; use it from now on', example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' })
  accessToken: string;

  @ApiProperty({ description: 'Seconds the token lives', example: 300 })
  expiresIn: number;

  @ApiProperty({ type: [String], example: ['clerk'] })
  roles: readonly string[];
}
