import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type EventLog } from '../logging/event-log.js';
import { type Distribution, type Metrics, type Series } from '../metrics/metrics.js';
import { type KnownRoutes } from './known-routes.js';

const UNMATCHED = 'unmatched';
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Tells the log and the metrics of every request that was answered: by its route, never by its address. */
export class RequestWatch {
  private readonly durations: Series<{ route: string[]; method: string[]; status: string[] }, Distribution>;
  private readonly found = new Map<string, Distribution>();

  constructor(
    private readonly log: EventLog,
    metrics: Metrics,
    routes: KnownRoutes,
  ) {
    this.durations = metrics.histogram(
      'citykey_http_request_duration_seconds',
      'Time from the first byte of a request to the last byte of its answer.',
      { route: routes.patterns, method: METHODS, status: STATUS_CLASSES },
      BUCKETS_SECONDS,
    );
  }

  answered(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? UNMATCHED;
    const { id, method } = request;
    const { statusCode, elapsedTime } = reply;
    this.durationsOf(route, method, statusCode).observe(elapsedTime / 1_000);
    this.log.request(
      { requestId: id, method, route, status: statusCode, durationMs: Math.round(elapsedTime * 10) / 10, code: reply.problemCode },
      isRoutine(route),
    );
  }

  private durationsOf(route: string, method: string, statusCode: number): Distribution {
    const key = `${route} ${method} ${statusCode}`;
    let found = this.found.get(key);
    if (!found) {
      found = this.durations.for({ route, method, status: `${Math.floor(statusCode / 100)}xx` });
      this.found.set(key, found);
    }
    return found;
  }
}

/** Asked every few seconds by machines. */
function isRoutine(route: string): boolean {
  return route.startsWith('/health/') || route === '/metrics';
}
