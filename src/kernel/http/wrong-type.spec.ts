import 'reflect-metadata';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsNumber, IsObject, IsString, IsUUID, Length, Matches, Max, Min } from 'class-validator';
import { defineError, DomainError } from '../errors/index.js';
import { CalendarDay } from './calendar-day.decorator.js';
import { Optional } from './optional.decorator.js';
import { refusedWith } from './refused-with.js';
import { RequestPipe } from './request.pipe.js';

const FRUITS = ['apple', 'pear'];
const fruitUnknown = defineError('sample.fruit_unknown', 'invalid', 'There is no such fruit.');

class Basket {
  @IsIn(FRUITS, refusedWith(fruitUnknown, FRUITS))
  fruit: string;

  @Optional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @ArrayUnique()
  @IsIn(FRUITS, refusedWith(fruitUnknown, FRUITS, { each: true }))
  more?: string[];

  @Optional()
  @IsString()
  @Length(2, 4)
  @Matches(/^[a-z]+$/)
  label?: string;

  @Optional()
  @IsInt()
  @Min(1)
  @Max(9)
  count?: number;

  @Optional()
  @IsNumber()
  @Min(1)
  weight?: number;

  @Optional()
  @IsUUID('4')
  id?: string;

  @Optional()
  @CalendarDay()
  day?: string;

  @Optional()
  @IsObject()
  rest?: object;
}

function refused(body: object): { code: string; findings: unknown } {
  try {
    new RequestPipe().transform({ fruit: 'apple', ...body }, { type: 'body', metatype: Basket });
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, findings: error.details.findings };
    throw error;
  }
  throw new Error('it was taken');
}

const wrongType = (...places: string[]) => ({ code: 'request.invalid', findings: places.map((at) => ({ at, code: 'field.wrong_type' })) });

describe('a field of another type', () => {
  it.each<[body: object, ...places: string[]]>([
    [{ fruit: 17 }, '/fruit'],
    [{ fruit: null }, '/fruit'],
    [{ fruit: ['apple'] }, '/fruit'],
    [{ more: 'Maria' }, '/more'],
    [{ more: {} }, '/more'],
    [{ more: null }, '/more'],
    [{ more: ['apple', 7, 'pear', null] }, '/more/1', '/more/3'],
    [{ label: 7 }, '/label'],
    [{ label: [] }, '/label'],
    [{ count: '5' }, '/count'],
    [{ count: 0.5 }, '/count'],
    [{ weight: 'x' }, '/weight'],
    [{ id: 5 }, '/id'],
    [{ day: 20_300_101 }, '/day'],
    [{ rest: [] }, '/rest'],
  ])('%j is found once, and nothing else with it', (body, ...places) => {
    expect(refused(body)).toEqual(wrongType(...places));
  });

  it('is told of all fields at once, and makes the request an invalid one whatever else is wrong', () => {
    expect(refused({ fruit: 17, more: 'Maria' })).toEqual(wrongType('/fruit', '/more'));
    const mixed = refused({ fruit: 'plum', count: 'x' });
    expect(mixed).toEqual({ code: 'request.invalid', findings: [{ at: '/fruit', code: 'field.not_allowed', allowed: FRUITS }, ...wrongType('/count').findings] });
  });

  it.each([
    [{ fruit: 'plum' }, 'sample.fruit_unknown', [{ at: '/fruit', code: 'field.not_allowed', allowed: FRUITS }]],
    [{ more: ['plum'] }, 'sample.fruit_unknown', [{ at: '/more', code: 'field.not_allowed', allowed: FRUITS }]],
    [{ more: [] }, 'request.invalid', [{ at: '/more', code: 'field.wrong_length' }]],
    [{ label: 'X' }, 'request.invalid', [{ at: '/label', code: 'field.wrong_form' }, { at: '/label', code: 'field.wrong_length' }]],
    [{ count: 10 }, 'request.invalid', [{ at: '/count', code: 'field.out_of_range' }]],
    [{ day: '2030-02-30' }, 'request.invalid', [{ at: '/day', code: 'field.wrong_form' }]],
  ])('is something else than %j, which is refused as before', (body, code, findings) => {
    const said = refused(body);
    expect(said.code).toBe(code);
    expect(said.findings).toHaveLength(findings.length);
    expect(said.findings).toEqual(expect.arrayContaining(findings));
  });
});
