import { type PartnerPolicy } from './policy.js';
import { type Service } from './service.js';

export const PARTNER_STATES = ['active', 'paused'] as const;

/** A paused partner is sent nothing and let in nowhere. */
export type PartnerState = (typeof PARTNER_STATES)[number];

export const CLIENT_STATES = ['active', 'disabled'] as const;

export type ClientState = (typeof CLIENT_STATES)[number];

export type Settings = Readonly<Record<string, unknown>>;

export type Credentials = Readonly<Record<string, string>>;

/** The organisation that runs a service, as others may know it: without its credentials. */
export type Partner<S extends Service = Service> = { readonly [K in S]: PartnerOf<K> }[S];

interface PartnerOf<S extends Service> {
  readonly id: string;
  readonly service: S;
  readonly name: string;
  readonly state: PartnerState;
  /** Names the adapter that speaks to it, for instance `koha-rest`. */
  readonly profile: string;
  readonly settings: Settings;
  readonly policy: PartnerPolicy<S>;
  /** Grows by one with every change, so that whoever holds a connection can see that it is old. */
  readonly version: number;
}

/** How to reach a partner: settings as its adapter documents them, credentials opened for this use. */
export interface Connection {
  readonly settings: Settings;
  readonly credentials: Credentials;
}

/** A partner's program that asks for access tokens: which partner it speaks for, and its public keys. */
export interface Client {
  readonly clientId: string;
  readonly partnerId: string;
  readonly jwks: PublicKeys;
  readonly state: ClientState;
}

/** Public keys in the form of RFC 7517. */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}
