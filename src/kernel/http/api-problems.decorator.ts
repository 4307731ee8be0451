import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { type ErrorFactory } from '../errors/index.js';
import { problemResponses } from './problem-responses.js';

/**
 * Documents the errors an operation may answer with, by the functions that raise them. Use it once on an operation.
 * What holds for every operation of its sort (credentials, form of the body, idempotency) is added by itself.
 */
export function ApiProblems(...errors: readonly ErrorFactory[]): MethodDecorator {
  const responses = problemResponses(errors.map((error) => error.definition));
  return applyDecorators(...[...responses].map(([status, response]) => ApiResponse({ status, ...(response as object) })));
}
