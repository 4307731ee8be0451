import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { defineError } from '../../src/kernel/errors/index.js';
import { refusedWith } from '../../src/kernel/http/index.js';

export const COLOURS = ['red', 'green'] as const;

export const colourUnknown = defineError('sample.colour_unknown', 'invalid', 'There is no such colour.');

class Inner {
  @IsOptional()
  @IsString()
  @MaxLength(10)
  label?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  size?: number;
}

class Sample {
  @IsIn(COLOURS, refusedWith(colourUnknown, COLOURS))
  colour: string;

  @IsOptional()
  @IsBoolean()
  bright?: boolean;

  @IsOptional()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  parts?: Inner[];
}

class Page {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  after?: string;
}

/** A small controller with one route of each sort. */
@Controller('samples')
export class SamplesController {
  @Post()
  make(@Body() sample: Sample): { colour: string } {
    return { colour: sample.colour };
  }

  @Patch(':id')
  change(@Param('id') _id: string, @Body() sample: Sample): { colour: string } {
    return { colour: sample.colour };
  }

  @Get()
  list(@Query() page: Page): { after: boolean } {
    return { after: page.after !== undefined };
  }

  @Get(':id/fail')
  fail(@Param('id') id: string): never {
    throw new Error(`nobody expected ${id}\n    at ${id} (file.js:1:1)`);
  }
}
