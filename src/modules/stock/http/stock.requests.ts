import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsInt,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CalendarDay, Optional } from '../../../kernel/http/index.js';
import { STATION } from '../domain/place.js';
import { MOST_BLANKS } from '../receiving.service.js';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'&()/-]{0,99}$/u;
const CHIP = /^[0-9]{8,20}$/;
const MOST_CHIPS = 1_000;
const MOST_STATIONS = 50;
const MOST_LISTED = 100;

const Count = (least = 1) =>
  applyDecorators(ApiProperty({ type: 'integer', minimum: least, maximum: MOST_BLANKS, example: 50 }), IsInt(), Min(least), Max(MOST_BLANKS));
const Station = () => applyDecorators(ApiProperty({ pattern: STATION.source, example: 'A2' }), Matches(STATION));

export class NewEventBody {
  @ApiProperty({ description: 'Where it is. Name the house, not those who are expected there', example: 'Ward office 25', maxLength: 100 })
  @Matches(NAME)
  name: string;

  @ApiProperty({ description: 'Day in the city, today or later', format: 'date', example: '2030-07-01' })
  @CalendarDay()
  day: string;

  @ApiProperty({ type: [String], example: ['A1', 'A2'], minItems: 1, maxItems: MOST_STATIONS })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_STATIONS)
  @ArrayUnique()
  @Matches(STATION, { each: true })
  stations: string[];
}

/** Exactly one of `count` and `chips`. */
export class AssignmentBody {
  @Station()
  stationId: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_BLANKS, example: 50 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MOST_BLANKS)
  count?: number;

  @ApiPropertyOptional({
    type: [String],
    description: 'Where cards adopt their chips: those of the blanks that are handed over',
    example: ['1612345678901234'],
    maxItems: MOST_CHIPS,
  })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_CHIPS)
  @ArrayUnique()
  @Matches(CHIP, { each: true })
  chips?: string[];
}

/** Exactly one of the two. */
export class SpoilageBody {
  @ApiPropertyOptional({ description: 'Of the blank', pattern: CHIP.source, example: '1612345678901234' })
  @Optional()
  @Matches(CHIP)
  chip?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_BLANKS, example: 1 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(MOST_BLANKS)
  count?: number;
}

export class MissingBody {
  @Station()
  stationId: string;

  @Count()
  count: number;
}

export class DestructionBody {
  @Count()
  count: number;
}

class RibbonsBody {
  @ApiProperty({ description: 'Used ribbons are locked away', example: false })
  @IsBoolean()
  inCustody: boolean;

  @ApiProperty({ description: 'Used ribbons are destroyed', example: true })
  @IsBoolean()
  destroyed: boolean;
}

export class ClosingBody {
  @Count(0)
  closing: number;

  @ApiProperty({ type: RibbonsBody })
  @IsDefined()
  @ValidateNested()
  @Type(() => RibbonsBody)
  ribbons: RibbonsBody;
}

export class PlaceBody {
  @ApiProperty({ format: 'uuid', example: 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4' })
  @IsUUID()
  eventId: string;

  @Station()
  stationId: string;
}

export class PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'The `next` of the page before', example: 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4' })
  @Optional()
  @IsUUID()
  after?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_LISTED, default: MOST_LISTED, example: 20 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_LISTED)
  limit: number = MOST_LISTED;
}
