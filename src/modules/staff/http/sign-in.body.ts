import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length, Matches } from 'class-validator';
import { type Role, ROLES, STAFF_TOKEN_SECONDS } from '../../../kernel/auth/index.js';
import { Optional } from '../../../kernel/http/index.js';
import { LONGEST_PASSWORD } from '../domain/password.js';

export const TOTP_CODE = /^[0-9]{6}$/;

/** A character outside the basic plane counts as two here. */
export const LONGEST_TYPED = 2 * LONGEST_PASSWORD;

export class SignInBody {
  @ApiProperty({ example: 'clerk', minLength: 1, maxLength: 64 })
  @IsString()
  @Length(1, 64)
  username: string;

  @ApiProperty({ format: 'password', writeOnly: true, minLength: 1, maxLength: LONGEST_TYPED, example: '7KQ2M-9XWRT-4HB8C-ZN3VP' })
  @IsString()
  @Length(1, LONGEST_TYPED)
  password: string;

  @ApiPropertyOptional({ description: 'Code of the second factor, where the account has one', pattern: '^[0-9]{6}$', writeOnly: true, example: '287082' })
  @Optional()
  @Matches(TOTP_CODE)
  totp?: string;
}

export class SessionAnswer {
  @ApiProperty({ description: 'Bearer token for the other routes', example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' })
  accessToken: string;

  @ApiProperty({ description: 'Seconds the access token lives', example: STAFF_TOKEN_SECONDS })
  expiresIn: number;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['clerk'] })
  roles: readonly Role[];

  @ApiPropertyOptional({ description: 'Somebody else made the password: change it, nothing else is possible before', example: false })
  mustChangePassword?: boolean;
}
