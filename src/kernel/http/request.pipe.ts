import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { type Finding, invalidRequest, unknownField } from '../errors/index.js';
import { findingsOf, hasUnknownField, ownError } from './findings.js';

/**
 * Checks a body or query against its class. Only declared fields pass; an undeclared one refuses the whole
 * request, and neither its name nor its value comes back (a name can be an identity detail too).
 */
@Injectable()
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const type = metadata.metatype;
    if (metadata.type === 'custom' || !type || [String, Number, Boolean, Array, Object].includes(type as never)) return value;
    if (metadata.type === 'body' && !isPlainObject(value)) throw invalidRequest({ at: '' });
    const instance: object = plainToInstance<object, unknown>(type as new () => object, value ?? {});
    const errors = await validate(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: false },
    });
    if (errors.length > 0) throw refusal(errors);
    return instance;
  }
}

function refusal(errors: ValidationError[]) {
  const findings: Finding[] = findingsOf(errors);
  if (hasUnknownField(errors)) return unknownField({ findings });
  return ownError(errors)?.({ findings }) ?? invalidRequest({ findings });
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
