import { Readable } from 'node:stream';
import { applyDecorators, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { PAGE_POLICY } from '../report/page-style.js';

/** The answer is a page to be looked at or printed. It is shown as it is, and may load nothing. */
export function AnswersPage(): MethodDecorator {
  return applyDecorators(
    Header('Content-Type', 'text/html; charset=utf-8'),
    Header('Content-Security-Policy', PAGE_POLICY),
    Header('Cache-Control', 'no-store'),
    ApiProduces('text/html'),
    ApiOkResponse({ schema: { type: 'string', example: '<!doctype html><title>Reconciliation: Library</title>' }, description: 'One page, without script and with nothing to load' }),
  );
}

/** The answer is a table of CSV (RFC 4180) under this name. */
export function AnswersTable(name: string, example: string): MethodDecorator {
  return applyDecorators(
    Header('Content-Type', 'text/csv; charset=utf-8'),
    Header('Content-Disposition', `attachment; filename="${name}.csv"`),
    Header('Cache-Control', 'no-store'),
    ApiProduces('text/csv'),
    ApiOkResponse({ schema: { type: 'string', example }, description: 'A table of CSV with a heading' }),
  );
}

/** Sends a table as it is made. */
export function streamOf(pieces: AsyncIterable<string>): Readable {
  return Readable.from(pieces, { objectMode: false });
}

export const REPORT_TABLE = 'class,age,breaks\r\nmissing,0-1,12\r\nmissing,all,12\r\n';
