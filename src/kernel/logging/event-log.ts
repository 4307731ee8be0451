import { pino, type DestinationStream, type Logger } from 'pino';
import { Repeats } from './repeats.js';
import { standardOutput } from './standard-output.js';

/**
 * The only fields a log line can carry. None of them can hold a body, a token, a number, a code,
 * an address as it was typed, or a message from another program.
 */
export interface EventFields {
  readonly requestId?: string;
  readonly method?: string;
  /** The route as declared, never the address as it was sent. */
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly code?: string;
  readonly service?: string;
  readonly job?: string;
  readonly count?: number;
  readonly port?: number;
  readonly version?: string;
  /** The class that speaks. */
  readonly component?: string;
  readonly errorName?: string;
  readonly errorCode?: string;
  /** The message of an error whose every message is written for the operator. */
  readonly explanation?: string;
  /** Function names and places in files, without the error's message. */
  readonly stack?: readonly string[];
}

export type RequestFields = Pick<EventFields, 'requestId' | 'method' | 'route' | 'status' | 'durationMs' | 'code'>;

const FIELDS = [
  'requestId', 'method', 'route', 'status', 'durationMs', 'code', 'service', 'job', 'count', 'port', 'version',
  'component', 'errorName', 'errorCode', 'explanation', 'stack',
] as const satisfies readonly (keyof EventFields)[];

/** Errors of ours that end a start and say what to do. They are raised before the first request is taken. */
const EXPLAINED = new Set(['ConfigProblem', 'PortProblem', 'KeyringProblem', 'EmbeddedDatabaseError', 'SandboxProblem']);

const STACK_LINES = 8;
const FRAME = /^\s+at ([\w$.<>[\] ]{1,120}) \((?:.*[\\/])?([\w.@-]{1,80}:\d+:\d+)\)$/;
const BARE_FRAME = /^\s+at (?:async )?(?:.*[\\/])?([\w.@-]{1,80}:\d+:\d+)$/;

/** Where lines go. One that gathers them is told when a line is not to wait. */
type Destination = DestinationStream & { flushSync?(): void };

/** Structured log lines on standard output: an event's name and allow-listed fields. */
export class EventLog {
  private readonly logger: Logger;
  private readonly repeats: Repeats;

  constructor(
    level: string,
    private readonly destination: Destination = standardOutput(),
    now: () => number = () => performance.now(),
  ) {
    this.repeats = new Repeats(now);
    this.logger = pino({ level, base: undefined, timestamp: () => `,"time":"${new Date().toISOString()}"` }, destination);
  }

  /**
   * One answered request. Its line may wait for others; those of all other events do not.
   * @param routine true for requests that only matter when somebody looks for them.
   */
  request({ requestId, method, route, status, durationMs, code }: RequestFields, routine = false): void {
    // Named one by one, because sieving would double the cost of the busiest line.
    const fields = { requestId, method, route, status, durationMs, code };
    if (routine) this.logger.debug(fields, 'request');
    else this.logger.info(fields, 'request');
  }

  debug(event: string, fields: EventFields = {}): void {
    if (this.logger.isLevelEnabled('debug')) this.logger.debug(allowed(fields), event);
  }

  info(event: string, fields: EventFields = {}): void {
    this.logger.info(allowed(fields), event);
    this.destination.flushSync?.();
  }

  warn(event: string, fields: EventFields = {}): void {
    this.logger.warn(allowed(fields), event);
    this.destination.flushSync?.();
  }

  /**
   * An error that nobody expected: its name, its code and where it happened. Its message may quote input and is dropped.
   * The same error of the same job is told again after some seconds, with how many there were since it was told last.
   */
  error(event: string, error: unknown, fields: EventFields = {}): void {
    const told = { ...fields, ...described(error) };
    const count = fields.job === undefined ? 1 : this.repeats.count(`${event} ${JSON.stringify(told)}`);
    if (count === 0) return;
    this.logger.error(allowed(count === 1 ? told : { ...told, count }), event);
    this.destination.flushSync?.();
  }
}

/** The types forbid other fields; this keeps them out where a type was bent. */
function allowed(fields: EventFields): EventFields {
  const kept: Record<string, unknown> = {};
  for (const name of FIELDS) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept;
}

function described(error: unknown): EventFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    ...(/^\w{1,60}$/.test(error.name) ? { errorName: error.name } : {}),
    ...(typeof code === 'string' && /^[A-Za-z0-9_.]{1,40}$/.test(code) ? { errorCode: code } : {}),
    ...(EXPLAINED.has(error.name) ? { explanation: error.message } : {}),
    stack: framesOf(error),
  };
}

/** A message may have lines that look like frames, so it is cut out before the frames are read. */
function framesOf(error: Error): string[] {
  const trace = (error.stack ?? '').replace(error.message, () => '');
  return trace
    .split('\n')
    .map((line) => {
      const [, name, place] = FRAME.exec(line) ?? [];
      return name ? `${name} (${place})` : BARE_FRAME.exec(line)?.[1];
    })
    .filter((frame) => frame !== undefined)
    .slice(0, STACK_LINES);
}
