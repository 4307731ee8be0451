import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { type Service, SERVICES } from '../domain/service.js';
import { MIGRATION_DECISIONS, MIGRATION_STATES, type MigrationDecision, type MigrationState } from '../domain/token-migration.js';
import { type MigrationRow } from '../token-migrations/token-migration.store.js';

const count = (example: number, description: string) => ApiProperty({ type: 'integer', example, description });

export class MigrationDecisionBody {
  @ApiProperty({ enum: MIGRATION_DECISIONS, example: 'approve' })
  @IsIn(MIGRATION_DECISIONS, { context: { allowed: MIGRATION_DECISIONS } })
  decision: MigrationDecision;
}

export class MigrationDecided {
  @ApiProperty({ enum: MIGRATION_STATES, example: 'applying' })
  state: MigrationState;
}

/** What a partner may see of its own, too. */
export class MigrationProgress {
  @ApiProperty({ format: 'uuid', example: '7d5f3c70-2f0f-4f4e-9a55-6c1d6f0b7e21' })
  id: string;

  @ApiProperty({ enum: MIGRATION_STATES, example: 'proposed' })
  state: MigrationState;

  @count(4_812, 'Pairs that were taken')
  pairs: number;

  @count(3, 'Pairs that were not')
  refused: number;

  @count(0, 'Pairs that are applied by now')
  applied: number;

  @count(0, 'Pairs that could not be applied any more when their turn came')
  skipped: number;

  @ApiProperty({ format: 'date', example: '2026-11-29' })
  proposedOn: string;
}

export class MigrationAnswer extends MigrationProgress implements MigrationRow {
  @ApiProperty({ enum: SERVICES, example: 'library' })
  service: Service;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'The account that decided' })
  decidedBy: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: null })
  decidedOn: string | null;
}

export class MigrationList {
  @ApiProperty({ type: [MigrationAnswer], description: 'Open ones first' })
  migrations: readonly MigrationRow[];

  @ApiProperty({ description: 'There is never more than one page', type: 'null', example: null })
  next: null;
}
