import { pino, type Logger } from 'pino';

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
  readonly errorName?: string;
  readonly errorCode?: string;
  /** Function names and places in our own files, without the error's message. */
  readonly stack?: readonly string[];
}

const FIELDS = [
  'requestId', 'method', 'route', 'status', 'durationMs', 'code', 'service', 'job', 'count', 'port', 'version',
  'errorName', 'errorCode', 'stack',
] as const satisfies readonly (keyof EventFields)[];

/** Structured log lines on standard output: an event's name and allow-listed fields. */
export class EventLog {
  private readonly logger: Logger;

  constructor(level: string, destination?: { write(line: string): void }) {
    const options = { level, base: undefined, timestamp: () => `,"time":"${new Date().toISOString()}"` };
    this.logger = destination ? pino(options, destination) : pino(options);
  }

  info(event: string, fields: EventFields = {}): void {
    this.logger.info(allowed(fields), event);
  }

  warn(event: string, fields: EventFields = {}): void {
    this.logger.warn(allowed(fields), event);
  }

  /** An error that nobody expected: its name, its code and where it happened. Its message may quote input and is dropped. */
  error(event: string, error: unknown, fields: EventFields = {}): void {
    this.logger.error(allowed({ ...fields, ...described(error) }), event);
  }
}

/** The types forbid other fields; this keeps them out where a type was bent. */
function allowed(fields: EventFields): EventFields {
  return Object.fromEntries(FIELDS.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

function described(error: unknown): EventFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    errorName: error.name,
    ...(typeof code === 'string' && /^[A-Za-z0-9_.]{1,40}$/.test(code) ? { errorCode: code } : {}),
    stack: (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8).map((line) => line.trim()),
  };
}
