import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsString, Length, Max, Min } from 'class-validator';
import { Optional } from '../../../kernel/http/index.js';
import { LINK_STATES, type LinkState, type Report, REPORTS } from '../../links/index.js';

const TOKEN = '29840000000014';
export const LONGEST_TOKEN = 64;
export const MOST_TOKENS = 1_000;
const DEFAULT_LIMIT = 100;
const LONGEST_CURSOR = 512;
const EXAMPLE_CURSOR = 'AfR3n0Yx2Qm8cJ5tT1wz0hVbK6dLq9pE4sUoXgC7iNyAeZkHjMvBrFtDuWl2SaOP3xQ5';

export class IntrospectDto {
  @ApiProperty({ example: TOKEN, description: 'A token as this partner knows it.', minLength: 1, maxLength: LONGEST_TOKEN })
  @IsString()
  @Length(1, LONGEST_TOKEN)
  token: string;
}

export class IntrospectBatchDto {
  @ApiProperty({
    type: [String],
    example: [TOKEN, '29840000000022'],
    description: 'Tokens as this partner knows them. One may stand there more than once.',
    minItems: 1,
    maxItems: MOST_TOKENS,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_TOKENS)
  @IsString({ each: true })
  @Length(1, LONGEST_TOKEN, { each: true })
  tokens: string[];
}

export class ReportDto {
  @ApiProperty({ example: TOKEN, description: 'A token as this partner knows it.', minLength: 1, maxLength: LONGEST_TOKEN })
  @IsString()
  @Length(1, LONGEST_TOKEN)
  token: string;

  @ApiProperty({
    enum: REPORTS,
    example: 'lost',
    description:
      '`lost` and `stolen` suspend the token; `found` takes that back, and nothing that the city has suspended; ' +
      '`closed` ends the token for good.',
  })
  @IsIn(REPORTS, { context: { allowed: REPORTS } })
  report: Report;
}

export class AcceptedView {
  @ApiProperty({ example: true, description: 'Always true: nothing is said about the token.' })
  accepted: true;
}

export class TokensQuery {
  @ApiPropertyOptional({ description: '`next` of the page before', example: EXAMPLE_CURSOR, minLength: 1, maxLength: LONGEST_CURSOR })
  @Optional()
  @IsString()
  @Length(1, LONGEST_CURSOR)
  after?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_TOKENS, default: DEFAULT_LIMIT, example: DEFAULT_LIMIT })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_TOKENS)
  limit = DEFAULT_LIMIT;
}

export class ChangesQuery extends TokensQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 30,
    default: 0,
    example: 0,
    description: 'Seconds to wait when there is no change: the answer comes with the next one, or when they are over.',
  })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(30)
  wait = 0;
}

class StatusReferenceView {
  @ApiProperty({ example: 'https://cards.city.example/partner/v1/status-list' })
  uri: string;

  @ApiProperty({ example: 714_233, description: 'Position in the list.' })
  idx: number;
}

export class IntrospectionView {
  @ApiProperty({ example: true, description: 'Whether the service may be given today.' })
  active: boolean;

  @ApiPropertyOptional({ enum: LINK_STATES, example: 'active' })
  state?: LinkState;

  @ApiPropertyOptional({ example: '2031-11', description: 'Last month, YYYY-MM or never.' })
  validThrough?: string;

  @ApiPropertyOptional({ type: StatusReferenceView })
  statusList?: StatusReferenceView;
}

export class IntrospectionsView {
  @ApiProperty({ type: [IntrospectionView], description: 'One for each token, in the order in which they were sent.' })
  results: readonly IntrospectionView[];
}

export class ListedTokenView {
  @ApiProperty({ example: TOKEN })
  token: string;

  @ApiProperty({ enum: LINK_STATES, example: 'active' })
  state: LinkState;

  @ApiProperty({ example: '2031-11', description: 'Last month, YYYY-MM or never.' })
  validThrough: string;

  @ApiPropertyOptional({ example: '29840000000022', description: 'The token of this partner that this one takes the place of.' })
  replaces?: string;

  @ApiProperty({ type: StatusReferenceView })
  statusList: StatusReferenceView;
}

export class ChangesView {
  @ApiProperty({ type: [ListedTokenView], description: 'In the order in which they were published.' })
  changes: readonly ListedTokenView[];

  @ApiProperty({ example: EXAMPLE_CURSOR, description: 'Where to go on, now or in a month. There is always one.' })
  next: string;
}

export class TokensView {
  @ApiProperty({ type: [ListedTokenView], description: 'In an order that has nothing to do with time.' })
  tokens: readonly ListedTokenView[];

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Send it as `after` for the next page; null on the last one.' })
  next: string | null;

  @ApiPropertyOptional({
    example: EXAMPLE_CURSOR,
    description: 'On the last page: the cursor of the change feed as it was before the first page was read.',
  })
  changesFrom?: string;
}
