import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const ANY_QUERY = 'citykey:any-query';

/** Marks operations while the document is made; taken out of it again. */
export const ANY_QUERY_EXTENSION = 'x-any-query';

/** The addresses of a controller take any query, and leave alone what they do not know: a protocol that is not ours says so. */
export function TakesAnyQuery(): ClassDecorator {
  return applyDecorators(SetMetadata(ANY_QUERY, true), ApiExtension(ANY_QUERY_EXTENSION, true));
}
