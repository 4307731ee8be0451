import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { type DomainError, invalidRequest, unknownField } from '../errors/index.js';
import { findingsOf, hasUnknownField, hasWrongType, ownError } from './findings.js';
import { isKnownGood } from './known-good.js';

const NOT_CLASSES: readonly unknown[] = [String, Number, Boolean, Array, Object];

/**
 * Checks a body or query against its class, by rules that need no waiting. Only declared fields pass; an undeclared
 * one refuses the whole request, and neither its name nor its value comes back (a name can be an identity detail too).
 */
@Injectable()
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || !isHeldAgainst(metatype)) return value;
    if (!isPlainObject(value)) throw invalidRequest({ findings: [{ at: '', code: 'field.wrong_type' }] });
    // Names that every object answers to would be taken for methods below, and dropped instead of refused.
    if (Object.keys(value).some((name) => name in Object.prototype)) throw unknownField();
    const instance = plainToInstance(metatype, value);
    if (isKnownGood(instance)) return instance;
    const errors = validateSync(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: true, value: false },
    });
    if (errors.length > 0) throw refusal(errors);
    return instance;
  }
}

/** Whether the type of an argument is a class that says what may be in it. */
export function isHeldAgainst(metatype: unknown): metatype is new () => object {
  return typeof metatype === 'function' && !NOT_CLASSES.includes(metatype);
}

function refusal(errors: readonly ValidationError[]): DomainError {
  const findings = findingsOf(errors);
  if (hasUnknownField(errors)) return unknownField({ findings });
  if (hasWrongType(errors)) return invalidRequest({ findings });
  return ownError(errors)?.({ findings }) ?? invalidRequest({ findings });
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
