import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type ConfirmedChange, type PendingChange } from '../approvals.service.js';

export class PendingChangeView implements PendingChange {
  @ApiProperty({ format: 'uuid', example: '5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80' })
  id: string;

  @ApiProperty({ example: 'partner.change' })
  change: string;

  @ApiProperty({ format: 'uuid', description: 'The account or partner to be changed', example: 'a3c9b5de-6d5a-4b0a-8f0e-0a6ef2b7c1d4' })
  target: string;

  @ApiProperty({ format: 'uuid', description: 'The account that asked', example: '7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10' })
  requestedBy: string;

  @ApiProperty({ description: 'Last day on which it can be confirmed', example: '2026-06-16' })
  expiresOn: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description:
      'In the list, where the second person has to see what is to be done. Of a binding `issuer` and `subject`; of roles `username`, ' +
      '`rolesBefore`, `roles` and, where it changes too, `state`; of a partner `service` and what is to change, in the form in which it was ' +
      'asked for (null removes a setting), but of `credentials` the names alone',
    example: { service: 'library', settings: { baseUrl: 'https://koha.library.example' }, credentials: ['clientSecret'] },
  })
  details?: Readonly<Record<string, unknown>>;
}

/** The answer to a request that waits for a second person. */
export class PendingAnswer {
  @ApiProperty({ type: PendingChangeView })
  approval: PendingChange;
}

export class PendingChangeList {
  @ApiProperty({ type: [PendingChangeView] })
  approvals: readonly PendingChange[];

  @ApiProperty({ description: 'There is never more than one page', type: 'null', example: null })
  next: null;
}

export class ConfirmationAnswer implements ConfirmedChange {
  [shown: string]: unknown;

  @ApiProperty({ format: 'uuid', example: '5f0e2a34-9d1b-4c7a-8a56-3f1d2b4c6e80' })
  id: string;

  @ApiProperty({ example: 'partner.change' })
  change: string;

  @ApiPropertyOptional({ description: 'Of a reset, shown this once', example: '7KQ2M-9XWRT-4HB8C-ZN3VP' })
  password?: string;
}
