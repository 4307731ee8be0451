import 'reflect-metadata';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, Length, Validate, ValidateNested, validateSync, ValidatorConstraint } from 'class-validator';
import { isKnownGood } from './known-good.js';
import { Optional } from './optional.decorator.js';

@ValidatorConstraint({ name: 'later', async: true })
class LaterConstraint {
  validate(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

class Inner {
  @IsString()
  text: string;
}

class Sample extends Inner {
  @IsArray()
  @ArrayMaxSize(2)
  @IsIn(['a', 'b'], { each: true })
  list: string[];

  @Optional()
  @IsInt()
  count?: number;

  @Optional()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner;
}

class Patient {
  @Length(1, 3)
  @Validate(LaterConstraint)
  text: string;
}

class Ruleless {}

const made = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values);
const foundGood = (object: object) => validateSync(object, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length === 0;

describe('what is known to be good', () => {
  it.each([
    { text: 'x', list: ['a', 'b'] },
    { text: 'x', list: [], count: 3 },
    { text: 'x', list: [], count: undefined },
  ])('%j is, and the validator says so too', (values) => {
    const sample = made(Sample, values);
    expect([isKnownGood(sample), foundGood(sample)]).toEqual([true, true]);
  });

  it.each([
    {},
    { text: 'x' },
    { text: 1, list: ['a'] },
    { text: 'x', list: ['a', 'c'] },
    { text: 'x', list: ['a', 'b', 'a'] },
    { text: 'x', list: 'a' },
    { text: 'x', list: new Set(['a']) },
    { text: 'x', list: [], count: null },
    { text: 'x', list: [], count: 1.5 },
    { text: 'x', list: [], other: 1 },
    { text: 'x', list: [], inner: made(Inner, { text: 1 }) },
  ])('%j is not, nor to the validator', (values) => {
    const sample = made(Sample, values);
    expect([isKnownGood(sample), foundGood(sample)]).toEqual([false, false]);
  });

  it('is nothing that other rules have to look at', () => {
    const nested = made(Sample, { text: 'x', list: [], inner: made(Inner, { text: 'y' }) });
    expect([isKnownGood(nested), foundGood(nested)]).toEqual([false, true]);
    expect(isKnownGood(made(Patient, { text: 'x' }))).toBe(false);
    expect(isKnownGood(new Ruleless())).toBe(false);
  });
});
