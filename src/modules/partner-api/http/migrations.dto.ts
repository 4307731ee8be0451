import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';
import { brokenAt, Optional } from '../../../kernel/http/index.js';
import { MIGRATION_STATES, type MigrationState, PAIR_REFUSALS, type PairRefusal, type Proposal, type RefusedPair, type TokenPair } from '../../links/index.js';
import { LONGEST_TOKEN } from './tokens.dto.js';

export const MOST_PAIRS = 10_000;

const OLD = '29840000000014';
const NEW = '29840000000022';
const count = (example: number, description: string) => ApiProperty({ type: 'integer', example, description });

const isToken = (value: unknown): boolean => typeof value === 'string' && value.length >= 1 && value.length <= LONGEST_TOKEN;

/** Whole and at once: ten thousand objects with a shape of their own would take seconds. */
@ValidatorConstraint({ name: 'tokenPairs' })
class TokenPairs implements ValidatorConstraintInterface {
  validate(pairs: unknown): boolean {
    return Array.isArray(pairs) && pairs.every((pair: unknown) => isPair(pair));
  }
}

/** Which pairs are none, so that nobody has to look for one among thousands. */
function wrongPairs(pairs: unknown): string[] {
  return Array.isArray(pairs) ? pairs.flatMap((pair: unknown, place) => (isPair(pair) ? [] : [`/${place}`])) : [];
}

function isPair(pair: unknown): boolean {
  if (typeof pair !== 'object' || pair === null || Array.isArray(pair)) return false;
  const { old, new: fresh, ...rest } = pair as Record<string, unknown>;
  return isToken(old) && isToken(fresh) && Object.keys(rest).length === 0;
}

const TOKEN = { type: 'string', minLength: 1, maxLength: LONGEST_TOKEN } as const;

export class TokenMigrationDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', properties: { old: TOKEN, new: TOKEN }, required: ['old', 'new'], additionalProperties: false },
    example: [{ old: OLD, new: NEW }],
    description: 'Tokens of this partner, and those that take their place.',
    minItems: 1,
    maxItems: MOST_PAIRS,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_PAIRS)
  @Validate(TokenPairs, brokenAt(wrongPairs))
  pairs: TokenPair[];

  @ApiPropertyOptional({ type: Boolean, default: false, example: true, description: 'Only say what would become of the pairs, and keep nothing.' })
  @Optional()
  @IsBoolean()
  dryRun = false;
}

export class RefusedPairView implements RefusedPair {
  @ApiProperty({ example: '/pairs/3', description: 'Where it stands in the request' })
  at: string;

  @ApiProperty({ enum: PAIR_REFUSALS, example: 'taken' })
  code: PairRefusal;
}

export class ProposalView implements Proposal {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null, description: 'Null when nothing was kept: for a dry run, and where there is nothing to do' })
  id: string | null;

  @ApiProperty({ enum: ['checked', 'proposed'], example: 'checked' })
  state: 'checked' | 'proposed';

  @count(2, 'Pairs in the request')
  pairs: number;

  @count(1, 'Tokens that would be migrated')
  toMigrate: number;

  @count(0, 'Pairs that were applied before')
  alreadyMigrated: number;

  @count(1, 'Pairs that are not taken')
  refused: number;

  @ApiProperty({ type: [RefusedPairView], description: 'The first thousand of them' })
  refusals: readonly RefusedPair[];
}

export class OwnMigrationView {
  @ApiProperty({ format: 'uuid', example: '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21' })
  id: string;

  @ApiProperty({ enum: MIGRATION_STATES, example: 'applying' })
  state: MigrationState;

  @count(4_812, 'Pairs that were taken')
  pairs: number;

  @count(3, 'Pairs that were not')
  refused: number;

  @count(500, 'Pairs that are applied by now')
  applied: number;

  @count(0, 'Pairs that could not be applied any more when their turn came')
  skipped: number;

  @ApiProperty({ format: 'date', example: '2026-11-29' })
  proposedOn: string;
}
