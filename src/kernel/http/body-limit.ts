import { RouteConfig } from '@nestjs/platform-fastify';
import { type FastifyInstance } from 'fastify';

interface LimitedRoute {
  readonly bodyLimitBytes?: number;
}

/** The route takes bodies of so many bytes instead of `BODY_LIMIT_BYTES`. */
export function TakesUpTo(bodyLimitBytes: number): MethodDecorator {
  const config: LimitedRoute = { bodyLimitBytes };
  return RouteConfig(config);
}

/** Gives routes the limit that they ask for. */
export function limitWhereAsked(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as LimitedRoute;
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
}
