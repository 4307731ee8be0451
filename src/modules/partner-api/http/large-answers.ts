import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { applyDecorators, type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';

const compress = promisify(gzip);

/** Below this an answer travels in a few packets anyway. */
export const LARGE_BYTES = 16 * 1024;

/** Compresses answers that are large, for whoever takes gzip (RFC 9110, section 12.5.3). */
@Injectable()
class LargeAnswersInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    void reply.header('Vary', 'Accept-Encoding');
    if (!takesGzip(http.getRequest<FastifyRequest>().headers['accept-encoding'])) return next.handle();
    return next.handle().pipe(mergeMap((answer) => compressed(answer, reply)));
  }
}

/** Answers of the operation may be large, and are compressed then. */
export function LargeAnswers(): MethodDecorator {
  return applyDecorators(UseInterceptors(LargeAnswersInterceptor));
}

async function compressed(answer: unknown, reply: FastifyReply): Promise<unknown> {
  const text = JSON.stringify(answer);
  if (text.length < LARGE_BYTES) return answer;
  const bytes = await compress(text);
  void reply.header('Content-Encoding', 'gzip').header('Content-Type', 'application/json; charset=utf-8');
  return bytes;
}

/** Whether gzip is named, or everything is, and not with the weight nought. */
export function takesGzip(header: string | string[] | undefined): boolean {
  const offers = String(header ?? '').toLowerCase().split(',').map((part) => part.trim().split(/\s*;\s*/));
  const offer = offers.find(([coding]) => coding === 'gzip') ?? offers.find(([coding]) => coding === '*');
  return offer !== undefined && !offer.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
}
