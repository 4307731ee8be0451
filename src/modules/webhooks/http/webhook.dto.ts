import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Optional } from '../../../kernel/http/index.js';
import { DELIVERY_STATES, type DeliveryState, MESSAGE_TYPES, type MessageType, type Outcome, OUTCOMES } from '../domain/delivery.js';
import { LONGEST_URL } from '../targets.js';

export const EXAMPLE_URL = 'https://hooks.library.example/citykey';
export const EXAMPLE_ID = 'msg_wX3rT0mQk5Jd8LzVbN2cYh7s';
const EXAMPLE_SECRET = 'whsec_3Qm9YxT0pL7cVbN2sKf8HjD4wR6uZ1aEgXiO5tMqWyA=';
export const MESSAGE_ID = /^msg_[A-Za-z0-9_-]{24}$/;
const MOST_LISTED = 1_000;

export class WebhookAddressDto {
  @ApiProperty({
    example: EXAMPLE_URL,
    description: 'https, with a host that has public addresses only, and port 443 or one from 1024 on; no user name, no fragment.',
    minLength: 1,
    maxLength: LONGEST_URL,
  })
  @IsString()
  @Length(1, LONGEST_URL)
  url: string;
}

export class WebhookView {
  @ApiProperty({ example: EXAMPLE_URL })
  url: string;

  @ApiProperty({ enum: ['active', 'disabled'], example: 'active', description: '`disabled` when the receiver answered 410. Setting its address again enables it.' })
  state: 'active' | 'disabled';
}

export class MadeWebhookView extends WebhookView {
  @ApiProperty({ example: EXAMPLE_SECRET, description: 'Verifies messages (Standard Webhooks). It is shown this once.' })
  secret: string;
}

export class RotatedSecretView {
  @ApiProperty({ example: EXAMPLE_SECRET, description: 'The new secret. It is shown this once.' })
  secret: string;

  @ApiProperty({ format: 'date-time', example: '2026-12-01T15:04:05.000Z', description: 'Until then messages are signed with the old secret too.' })
  formerUntil: string;
}

export class DeliveryView {
  @ApiProperty({ example: EXAMPLE_ID, description: 'The `webhook-id` of the message, at each attempt.' })
  id: string;

  @ApiProperty({ enum: MESSAGE_TYPES, example: 'changes.published' })
  type: MessageType;

  @ApiProperty({ enum: DELIVERY_STATES, example: 'dead', description: '`dead`: given up. It can be sent again.' })
  state: DeliveryState;

  @ApiProperty({ type: 'integer', example: 10, description: 'Attempts that ended, since it was made or sent again.' })
  attempts: number;

  @ApiPropertyOptional({ enum: OUTCOMES, example: 'answered_5xx', description: 'Of the last attempt.' })
  outcome?: Outcome;

  @ApiPropertyOptional({ format: 'date-time', example: '2026-11-30T15:04:05.000Z', description: 'While it waits.' })
  nextAttemptAt?: string;

  @ApiProperty({ format: 'date', example: '2026-11-27', description: 'The day it was made.' })
  day: string;
}

export class DeliveriesView {
  @ApiProperty({ type: [DeliveryView], description: 'The newest days first.' })
  deliveries: readonly DeliveryView[];

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Send it as `after` for the next page; null on the last one.' })
  next: string | null;
}

export class DeliveriesQuery {
  @ApiPropertyOptional({ enum: DELIVERY_STATES, example: 'dead' })
  @Optional()
  @IsIn(DELIVERY_STATES, { context: { allowed: DELIVERY_STATES } })
  state?: DeliveryState;

  @ApiPropertyOptional({ description: '`next` of the page before', example: EXAMPLE_ID, pattern: MESSAGE_ID.source })
  @Optional()
  @Matches(MESSAGE_ID)
  after?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_LISTED, default: 100, example: 100 })
  @Optional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_LISTED)
  limit = 100;
}
