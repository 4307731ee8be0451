import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString, Length, Matches, MaxLength } from 'class-validator';
import { type Role, ROLES } from '../../../kernel/auth/index.js';
import { Optional } from '../../../kernel/http/index.js';
import { type AccountState } from '../account.store.js';
import { type NewFactor } from '../second-factor.service.js';
import { type AccountListing } from '../staff-accounts.service.js';
import { LONGEST_TYPED, TOTP_CODE } from './sign-in.body.js';

const STATES = ['active', 'disabled'];

export class NewAccountBody {
  @ApiProperty({ example: 'clerk.two', maxLength: 64 })
  @IsString()
  @MaxLength(64)
  username: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['clerk'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @IsIn(ROLES, { each: true, context: { allowed: ROLES } })
  roles: Role[];
}

export class AccountPatch {
  @ApiPropertyOptional({ enum: STATES, example: 'disabled' })
  @Optional()
  @IsIn(STATES, { context: { allowed: STATES } })
  state?: AccountState;

  @ApiPropertyOptional({ enum: ROLES, isArray: true, description: 'In the place of those the account has', example: ['clerk', 'supervisor'] })
  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ROLES.length)
  @IsIn(ROLES, { each: true, context: { allowed: ROLES } })
  roles?: Role[];
}

export class PasswordChangeBody {
  @ApiProperty({ format: 'password', writeOnly: true, maxLength: LONGEST_TYPED, example: '7KQ2M-9XWRT-4HB8C-ZN3VP' })
  @IsString()
  @Length(1, LONGEST_TYPED)
  current: string;

  @ApiProperty({ description: '12 to 128 characters', format: 'password', writeOnly: true, maxLength: LONGEST_TYPED, example: 'four words nobody would guess' })
  @IsString()
  @Length(1, LONGEST_TYPED)
  next: string;
}

export class TotpCodeBody {
  @ApiProperty({ description: 'The code of the moment', pattern: '^[0-9]{6}$', writeOnly: true, example: '287082' })
  @Matches(TOTP_CODE)
  totp: string;
}

export class NewFactorAnswer implements NewFactor {
  @ApiProperty({ description: 'Base32', example: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' })
  secret: string;

  @ApiProperty({ description: 'For a QR code', example: 'otpauth://totp/CityKey:clerk?issuer=CityKey&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' })
  uri: string;
}

export class AccountAnswer implements AccountListing {
  @ApiProperty({ format: 'uuid', example: '7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10' })
  id: string;

  @ApiProperty({ example: 'clerk.two' })
  username: string;

  @ApiProperty({ enum: ROLES, isArray: true, example: ['clerk'] })
  roles: readonly Role[];

  @ApiProperty({ enum: STATES, example: 'active' })
  state: AccountState;

  @ApiProperty({ description: 'A second factor is set up, or about to be', example: false })
  secondFactor: boolean;

  @ApiProperty({ description: 'Somebody else made the password', example: true })
  mustChangePassword: boolean;

  @ApiProperty({ description: 'Signs in at the identity provider', example: false })
  oidcBound: boolean;

  @ApiProperty({ description: 'Also the ETag; send it as If-Match to change the account', example: 1 })
  version: number;
}

export class AccountList {
  @ApiProperty({ type: [AccountAnswer] })
  accounts: readonly AccountListing[];

  @ApiProperty({ description: 'There is never more than one page', type: 'null', example: null })
  next: null;
}

export class CreatedAccountAnswer {
  @ApiProperty({ format: 'uuid', example: '7c1f1c0a-52f3-4b6a-8f3b-2b1a3d5e9f10' })
  id: string;

  @ApiProperty({ example: 'clerk.two' })
  username: string;

  @ApiProperty({ description: 'Shown this once, and to be changed at the first sign-in', example: '7KQ2M-9XWRT-4HB8C-ZN3VP' })
  password: string;
}

export class PasswordAnswer {
  @ApiProperty({ description: 'Shown this once, and to be changed at the next sign-in', example: '7KQ2M-9XWRT-4HB8C-ZN3VP' })
  password: string;
}
