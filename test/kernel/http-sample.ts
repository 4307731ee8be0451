import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import {
  Body, Controller, type DynamicModule, ForbiddenException, Get, Module, Param, Patch, Post, Query, UnauthorizedException,
} from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { type Caller } from '../../src/kernel/auth/caller.js';
import { Staff, StaffTokens } from '../../src/kernel/auth/index.js';
import { Clock } from '../../src/kernel/clock/clock.js';
import { defineError, rateLimited } from '../../src/kernel/errors/index.js';
import { ApiProblems, type ApplicationOptions, CalledOnceBy, createApplication, Optional, refusedWith } from '../../src/kernel/http/index.js';
import { declaredPurposes, Keyring } from '../../src/kernel/keyring/index.js';
import { EventLog } from '../../src/kernel/logging/event-log.js';

export const COLOURS = ['red', 'green'] as const;

export const colourUnknown = defineError('sample.colour_unknown', 'invalid', 'There is no such colour.');

class Inner {
  @ApiPropertyOptional({ maxLength: 10 })
  @Optional()
  @IsString()
  @MaxLength(10)
  label?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 9 })
  @Optional()
  @IsInt()
  @Min(1)
  @Max(9)
  size?: number;
}

class Sample {
  @ApiProperty({ enum: COLOURS })
  @IsIn(COLOURS, refusedWith(colourUnknown, COLOURS))
  colour: string;

  @ApiPropertyOptional()
  @Optional()
  @IsBoolean()
  bright?: boolean;

  @ApiPropertyOptional({ type: Inner })
  @Optional()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner;

  @ApiPropertyOptional({ type: [Inner] })
  @Optional()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  parts?: Inner[];
}

class Page {
  @ApiPropertyOptional({ maxLength: 20 })
  @Optional()
  @IsString()
  @MaxLength(20)
  after?: string;
}

class Colour {
  @ApiProperty({ enum: COLOURS })
  colour: string;
}

/** Lets a test hold a request back until it has seen enough. */
export class Gate {
  private arrive: () => void = () => undefined;
  private open: () => void = () => undefined;
  readonly arrived = new Promise<void>((resolve) => (this.arrive = resolve));
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));

  async pass(): Promise<void> {
    this.arrive();
    await this.opened;
  }

  letPass(): void {
    this.open();
  }
}

@ApiTags('Samples')
@Controller('samples')
export class SamplesController {
  constructor(private readonly gate: Gate) {}

  @Post()
  @ApiOperation({ summary: 'Make a sample' })
  @ApiProblems(colourUnknown)
  make(@Body() sample: Sample): Colour {
    return { colour: sample.colour };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a sample' })
  @ApiOkResponse({ type: Colour, description: 'As it is now.' })
  change(@Param('id') _id: string, @Body() sample: Sample): Colour {
    return { colour: sample.colour };
  }

  @Get()
  @ApiOperation({ summary: 'List samples' })
  list(@Query() page: Page): { after: boolean } {
    return { after: page.after !== undefined };
  }

  @Post('acts')
  @ApiBearerAuth('staff')
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Act once' })
  @Staff('supervisor')
  act(@CalledOnceBy() caller: Caller): { role: string } {
    return { role: caller.role };
  }

  @Get('gate')
  @ApiOperation({ summary: 'Wait' })
  async wait(): Promise<{ waited: true }> {
    await this.gate.pass();
    return { waited: true };
  }

  @Get('limited')
  @ApiOperation({ summary: 'Refuse for now' })
  limited(): never {
    throw rateLimited({ retryAfterSeconds: 2.2 });
  }

  @Get(':text/fail')
  @ApiOperation({ summary: 'Fail' })
  fail(@Param('text') text: string): never {
    throw Object.assign(new Error(`nobody expected ${text}\n    at ${text} (${text}.js:1:1)`), { code: `${text} ${text}` });
  }

  @Get(':text/refuse/:status')
  @ApiOperation({ summary: 'Refuse as a library would' })
  refuse(@Param('text') text: string, @Param('status') status: string): never {
    throw status === '401' ? new UnauthorizedException(text) : new ForbiddenException(text);
  }
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** A running sample application, with what it logged. */
export interface RunningSample {
  readonly application: NestFastifyApplication;
  /** The address it listens on, without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Log lines so far, at level debug and above. */
  readonly lines: string[];
  readonly gate: Gate;
  readonly staff: StaffTokens;
  /** Sends bytes as they are and gives back whatever comes until the server closes the connection. */
  exchange(bytes: string | Buffer): Promise<string>;
  /** The entries logged under an event's name. */
  events(name: string): LogEntry[];
  /** The first entry that fits, as soon as it is logged. */
  logged(fits: (entry: LogEntry) => boolean): Promise<LogEntry>;
}

class CapturedLog {
  readonly lines: string[] = [];
  private readonly waiting = new Set<() => void>();

  write(line: string): void {
    this.lines.push(line);
    for (const look of this.waiting) look();
  }

  entries(): LogEntry[] {
    return this.lines.map((line) => JSON.parse(line) as LogEntry);
  }

  logged(fits: (entry: LogEntry) => boolean): Promise<LogEntry> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.entries().find(fits);
        if (!found) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
}

@Module({})
class SampleModule {}

export async function startSample(
  options: Partial<ApplicationOptions> & { readonly imports?: DynamicModule['imports'] } = {},
): Promise<RunningSample> {
  const captured = new CapturedLog();
  const log = new EventLog('debug', captured);
  const gate = new Gate();
  const staff = new StaffTokens(someKeyring(), new Clock('America/Chicago'));
  const { imports = [], ...rest } = options;
  const root: DynamicModule = {
    module: SampleModule,
    imports,
    controllers: [SamplesController],
    providers: [
      { provide: Gate, useValue: gate },
      { provide: StaffTokens, useValue: staff },
    ],
  };
  const application = await createApplication(root, { log, ...rest });
  await application.listen(0, '127.0.0.1');
  const { port } = application.getHttpServer().address() as AddressInfo;
  return {
    application,
    url: `http://127.0.0.1:${port}`,
    port,
    lines: captured.lines,
    gate,
    staff,
    exchange: (bytes) => exchange(port, bytes),
    events: (name) => captured.entries().filter((entry) => entry['msg'] === name),
    logged: (fits) => captured.logged(fits),
  };
}

/** A keyring with one key for each purpose declared so far. */
export function someKeyring(): Keyring {
  return new Keyring(new Map(declaredPurposes().map(({ name }) => [name, new Map([[1, randomBytes(32)]])])));
}

function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
  });
}
