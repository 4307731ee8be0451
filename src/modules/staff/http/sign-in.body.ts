import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';
import { type Role, ROLES, STAFF_TOKEN_SECONDS } from '../../../kernel/auth/index.js';
import { LONGEST_PASSWORD } from '../domain/password.js';

/** A character outside the basic plane counts as two here. */
const LONGEST_TYPED = 2 * LONGEST_PASSWORD;

export class SignInBody {
  @ApiProperty({ example: 'clerk', minLength: 1, maxLength: 64 })
  @IsString()
  @Length(1, 64)
  username: string;

  @ApiProperty({ format: 'password', writeOnly: true, minLength: 1, maxLength: LONGEST_TYPED, example: '7KQ2M-9XWRT-4HB8C-ZN3VP' })
  @IsString()
  @Length(1, LONGEST_TYPED)
  password: string;
}

export class SessionAnswer {
  @ApiProperty({ description: 'Bearer token for the other routes', example: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' })
  accessToken: string;

  @ApiProperty({ description: 'Seconds the access token lives', example: STAFF_TOKEN_SECONDS })
  expiresIn: number;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['clerk'] })
  roles: readonly Role[];
}
