import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsObject, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { Optional, refusedWith } from '../../../kernel/http/index.js';
import { type Service, serviceUnknown, SERVICES } from '../../links/index.js';
import { categoryUnknown, reasonUnknown } from '../cards.errors.js';
import {
  REPLACEMENT_REASONS,
  type ReplacementReason,
  REVOCATION_REASONS,
  type RevocationReason,
  SUSPENSION_REASONS,
  type SuspensionReason,
} from '../domain/card-states.js';
import { CATEGORIES, type Category } from '../domain/validity.js';

/** Exactly one of the two. */
export class PresentedDto {
  @ApiPropertyOptional({ example: 'C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7', description: "The code in the card's barcode." })
  @Optional()
  @IsString()
  @Length(1, 128)
  cardCode?: string;

  @ApiPropertyOptional({ example: 'S-7D1K-M4WX-2V9C-HT60-QNZ8-3G5B-RE4', description: 'The code on the slip.' })
  @Optional()
  @IsString()
  @Length(1, 128)
  slipCode?: string;
}

class AdoptDto {
  @ApiPropertyOptional({ example: '23024000517861', description: 'The number of a library card the holder owns.' })
  @Optional()
  @IsString()
  @MaxLength(32)
  library?: string;

  @ApiPropertyOptional({ example: '161234567890', description: "The identifier of the blank's transit chip." })
  @Optional()
  @IsString()
  @MaxLength(32)
  transit?: string;
}

/** The waiver alone is told; there is no field for its reason. */
const FeeWaived = () =>
  applyDecorators(ApiPropertyOptional({ example: false, description: 'Nothing is to be paid. Why is not asked and not kept.' }), Optional(), IsBoolean());

export class IssueDto {
  @ApiProperty({ enum: CATEGORIES, example: 'standard' })
  @IsIn(CATEGORIES, refusedWith(categoryUnknown, CATEGORIES))
  category: Category;

  @ApiProperty({ enum: SERVICES, isArray: true, example: ['transit', 'library', 'prescription'], uniqueItems: true })
  @IsArray()
  @ArrayMaxSize(SERVICES.length)
  @ArrayUnique()
  @IsIn(SERVICES, refusedWith(serviceUnknown, SERVICES, { each: true }))
  services: Service[];

  @ApiPropertyOptional({ type: AdoptDto })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => AdoptDto)
  adopt?: AdoptDto;

  @ApiPropertyOptional({ example: false, description: 'A supervisor takes the library number over from a card that is out of reach.' })
  @Optional()
  @IsBoolean()
  takeOver?: boolean;

  @ApiPropertyOptional({ example: '2031-11', description: 'Last month, YYYY-MM or never. By default what the category gives.' })
  @Optional()
  @Matches(/^([0-9]{4}-(0[1-9]|1[0-2])|never)$/)
  validThrough?: string;

  @FeeWaived()
  feeWaived?: boolean;
}

export class PresentDto {
  @ApiProperty({ type: PresentedDto, example: { cardCode: 'C-2H6G-9Q4T-ZK0M-7W3X-PB5N-8RVD-0S7' } })
  @IsObject()
  @ValidateNested()
  @Type(() => PresentedDto)
  presented: PresentedDto;
}

export class SuspendDto extends PresentDto {
  @ApiProperty({ enum: SUSPENSION_REASONS, example: 'lost' })
  @IsIn(SUSPENSION_REASONS, refusedWith(reasonUnknown, SUSPENSION_REASONS))
  reason: SuspensionReason;
}

export class RevokeDto extends PresentDto {
  @ApiProperty({ enum: REVOCATION_REASONS, example: 'issued_in_error' })
  @IsIn(REVOCATION_REASONS, refusedWith(reasonUnknown, REVOCATION_REASONS))
  reason: RevocationReason;
}

export class VerifyDto {
  @ApiProperty({ example: '9840123456789017', description: '16 digits, as printed.' })
  @Matches(/^[0-9]{16}$/)
  cardNumber: string;
}

/** A list of services, each at most once. */
const ServiceList = () =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(SERVICES.length),
    ArrayUnique(),
    IsIn(SERVICES, refusedWith(serviceUnknown, SERVICES, { each: true })),
  );

export class ReinstateDto extends PresentDto {
  @ApiPropertyOptional({ enum: SERVICES, isArray: true, example: ['library'], description: "Services whose partner's hold is lifted as well." })
  @Optional()
  @ServiceList()
  services?: Service[];
}

/** Identifiers for the new card. */
class SuccessionDto extends PresentDto {
  @ApiPropertyOptional({ type: AdoptDto, description: 'The chip of the new blank; a library number to be kept or adopted.' })
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => AdoptDto)
  adopt?: AdoptDto;

  @ApiPropertyOptional({ example: false, description: 'A supervisor takes the library number over from a card that is out of reach.' })
  @Optional()
  @IsBoolean()
  takeOver?: boolean;
}

export class ReplaceDto extends SuccessionDto {
  @ApiProperty({ enum: REPLACEMENT_REASONS, example: 'damaged' })
  @IsIn(REPLACEMENT_REASONS, refusedWith(reasonUnknown, REPLACEMENT_REASONS))
  reason: ReplacementReason;

  @FeeWaived()
  feeWaived?: boolean;
}

export class RenewDto extends SuccessionDto {
  @ApiPropertyOptional({ enum: CATEGORIES, example: 'standard', description: 'Where the holder has come of age.' })
  @Optional()
  @IsIn(CATEGORIES, refusedWith(categoryUnknown, CATEGORIES))
  category?: Category;

  @FeeWaived()
  feeWaived?: boolean;
}

export class ServicesDto extends SuccessionDto {
  @ApiPropertyOptional({ enum: SERVICES, isArray: true, example: ['prescription'] })
  @Optional()
  @ServiceList()
  add?: Service[];

  @ApiPropertyOptional({ enum: SERVICES, isArray: true, example: ['library'] })
  @Optional()
  @ServiceList()
  drop?: Service[];
}
