import { violatedUnique } from '../../kernel/database/index.js';
import { type Adoption, adoptUnavailable, type Service } from '../links/index.js';
import { adoptWithoutService } from './cards.errors.js';

const DRAWS = 5;

/**
 * Draws until nothing drawn exists already.
 * @param adopts whether an identifier comes from outside: a token that is taken twice in a row is that one.
 * @throws DomainError `adopt.unavailable`.
 */
export async function redrawn<T>(adopts: boolean, attempt: () => Promise<T>): Promise<T> {
  for (let draw = 1; ; draw += 1) {
    try {
      return await attempt();
    } catch (error) {
      const violated = violatedUnique(error);
      if (violated === null || draw >= DRAWS) throw error;
      if (violated === 'link_token_live' && adopts && draw > 1) throw adoptUnavailable();
    }
  }
}

/** @throws DomainError `adopt.without_service` for an identifier of a service that the card does not open. */
export function refuseStrayAdoption(services: readonly Service[], adopt: Adoption = {}): void {
  for (const service of ['library', 'transit'] as const) {
    if (adopt[service] !== undefined && !services.includes(service)) {
      throw adoptWithoutService({ at: `/adopt/${service}` });
    }
  }
}
