import { type Connection } from './domain/partner.js';
import { type Service } from './domain/service.js';

/** A way to speak to a partner that this program knows. */
export interface KnownProfile {
  readonly service: Service;
  /** For instance `koha-rest`. */
  readonly profile: string;
  /** @throws an error named `SettingsProblem` whose message names the setting that does not fit, never its value. */
  check(connection: Connection): void;
}

/** Injection token of the list of known profiles. The application provides it: modules do not know integrations. */
export const KNOWN_PROFILES = Symbol('known profiles');
