import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { serviceNotReady } from '../errors/index.js';
import { TakesAnyQuery } from '../http/any-query.decorator.js';
import { ApiProblems } from '../http/api-problems.decorator.js';
import { Readiness } from './readiness.js';

const RETRY_AFTER_SECONDS = 2;

class HealthDto {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status: 'ok';
}

/** Orchestrators may add to the address what they like. */
@ApiTags('operations')
@TakesAnyQuery()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @ApiOperation({ operationId: 'checkLiveness', summary: 'Does the process answer?', description: 'Restart the instance when it does not.' })
  @ApiOkResponse({ type: HealthDto, description: 'It does.' })
  live(): HealthDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    operationId: 'checkReadiness',
    summary: 'Can this instance take requests?',
    description: 'It can when the database answers and knows the keyring. Send it none while it cannot.',
  })
  @ApiOkResponse({ type: HealthDto, description: 'It can.' })
  @ApiProblems(serviceNotReady)
  async ready(): Promise<HealthDto> {
    const failing = await this.readiness.failing();
    if (failing.length === 0) return { status: 'ok' };
    const findings = failing.map((part) => ({ at: `/${part}`, code: 'part.failing' }));
    throw serviceNotReady({ retryAfterSeconds: RETRY_AFTER_SECONDS, findings });
  }
}
