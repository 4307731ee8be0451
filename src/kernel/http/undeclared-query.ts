import { type CanActivate, type ExecutionContext, type INestApplication, type Type, UseGuards } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA, PARAMTYPES_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { unknownField } from '../errors/index.js';
import { ANY_QUERY } from './any-query.decorator.js';
import { isHeldAgainst } from './request.pipe.js';

interface Argument {
  readonly index: number;
  /** The name of one parameter; undefined for the query as a whole. */
  readonly data?: string;
}

/**
 * Refuses every query parameter as the request pipe refuses an unknown field: neither its name nor its value comes back.
 * @throws DomainError `request.unknown_field`
 */
export function refuseQuery({ query }: FastifyRequest): void {
  if (Object.keys(query as object).length > 0) throw unknownField({ findings: [{ at: '', code: 'field.unknown', allowed: [] }] });
}

class NoQueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    refuseQuery(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }
}

const NO_QUERY = new NoQueryGuard();

/**
 * Makes every operation that declares no query refuse one, so that a mistyped filter is never passed over in silence. Where a
 * query is declared, by a class, the request pipe holds it against that. The guard comes last, so that those who may not call
 * an operation are told that first. It is no interceptor, for that would cost every request several microseconds.
 * @param application not yet initialised: its routes are made by `init`.
 */
export function refuseUndeclaredQueries(application: INestApplication): void {
  const controllers = [...application.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  for (const { metatype } of controllers) if (metatype && !Reflect.hasMetadata(ANY_QUERY, metatype)) guard(metatype as Type);
}

function guard(controller: Type): void {
  const prototype = controller.prototype as object;
  for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
    const descriptor = { value: (prototype as Readonly<Record<string, object>>)[name] };
    const isRoute = Reflect.hasMetadata(METHOD_METADATA, descriptor.value as object);
    if (isRoute && !declaresQuery(controller, name) && !isGuarded(descriptor.value as object)) UseGuards(NO_QUERY)(prototype, name, descriptor);
  }
}

function declaresQuery(controller: Type, method: string): boolean {
  const all = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Readonly<Record<string, Argument>>;
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype as object, method) ?? []) as readonly unknown[];
  const queries = Object.entries(all).filter(([key]) => key.startsWith(`${RouteParamtypes.QUERY}:`));
  return queries.some(([, { index, data }]) => data === undefined && isHeldAgainst(types[index]));
}

/** A class is guarded once, in however many applications of a process it serves. */
function isGuarded(handler: object): boolean {
  return ((Reflect.getMetadata(GUARDS_METADATA, handler) ?? []) as readonly unknown[]).includes(NO_QUERY);
}
