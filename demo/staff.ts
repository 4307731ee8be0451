import { AccessTokens, type CityKeyClient, type components, createClient, dataOf } from 'citykey-client';
import { asking } from './asking.js';
import { type PartnerClient } from './sandbox.js';

type Schemas = components['schemas'];

export type Service = Schemas['PrintedService']['service'];
export type Category = Schemas['IssuedCard']['category'];
/** By what a card is presented. */
export type Presented = Schemas['Presented'];
type Reason<Body extends 'Suspend' | 'Replace'> = Schemas[Body]['reason'];
type Adopted = Schemas['Adopt'];

interface Token {
  readonly service: Service;
  readonly token: string;
}

export interface DemoCard {
  readonly cardNumber: string;
  readonly cardCode: string;
  readonly slipCode: string;
  readonly validThrough: string;
  readonly services: readonly Token[];
}

const fetch = asking('The service');

export async function isReady(baseUrl: string): Promise<boolean> {
  const { response } = await createClient({ baseUrl, fetch, attempts: 1 })
    .GET('/health/ready')
    .catch(() => ({ response: { ok: false } }));
  return response.ok;
}

/** The client of a partner's own program. */
export function asPartner(baseUrl: string, client: PartnerClient): CityKeyClient {
  return createClient({ baseUrl, fetch, accessToken: new AccessTokens({ baseUrl, fetch, ...client }) });
}

/** The code with which something was refused; null when it was done. */
export function refusalIn({ error }: { readonly error?: { readonly code: string } | undefined }): string | null {
  return error?.code ?? null;
}

/** Somebody of the staff, signed in. Each act throws CityKeyProblem unless it is done. */
export class Staff {
  private constructor(
    private readonly baseUrl: string,
    readonly citykey: CityKeyClient,
  ) {}

  static async signIn(baseUrl: string, { username, password }: { readonly username: string; readonly password: string }): Promise<Staff> {
    const { accessToken } = dataOf(await createClient({ baseUrl, fetch }).POST('/v1/auth/login', { body: { username, password } }));
    return new Staff(baseUrl, createClient({ baseUrl, fetch, accessToken }));
  }

  /** Sits down at a station of an event. */
  async sitDown(eventId: string, stationId: string): Promise<Staff> {
    const { accessToken } = dataOf(await this.citykey.PUT('/v1/auth/station', { body: { eventId, stationId } }));
    return new Staff(this.baseUrl, createClient({ baseUrl: this.baseUrl, fetch, accessToken }));
  }

  async issue(category: Category, services: Service[], adopt: Adopted = {}): Promise<DemoCard> {
    return cardOf(dataOf(await this.citykey.POST('/v1/cards', { body: { category, services, adopt } })));
  }

  async lookUp(presented: Presented): Promise<Schemas['Card']> {
    return dataOf(await this.citykey.POST('/v1/cards/lookup', { body: { presented } }));
  }

  async suspend(presented: Presented, reason: Reason<'Suspend'>): Promise<void> {
    dataOf(await this.citykey.POST('/v1/cards/suspension', { body: { presented, reason } }));
  }

  /** @param services where the partner's hold is lifted too. */
  async reinstate(presented: Presented, services: Service[] = []): Promise<void> {
    dataOf(await this.citykey.POST('/v1/cards/reinstatement', { body: { presented, services } }));
  }

  async surrender(presented: Presented): Promise<void> {
    dataOf(await this.citykey.POST('/v1/cards/surrender', { body: { presented } }));
  }

  /** A new card for a presented one. */
  async replace(presented: Presented, reason: Reason<'Replace'>, adopt: Adopted = {}): Promise<DemoCard> {
    return cardOf(dataOf(await this.citykey.POST('/v1/cards/replacement', { body: { presented, reason, adopt } })));
  }

  async renew(presented: Presented): Promise<DemoCard> {
    return cardOf(dataOf(await this.citykey.POST('/v1/cards/renewal', { body: { presented } })));
  }

  /** Adds and drops services. @returns those that changed. */
  async changeServices(presented: Presented, change: { add?: Service[]; drop?: Service[] }): Promise<readonly Token[]> {
    return tokensOf(dataOf(await this.citykey.POST('/v1/cards/services', { body: { presented, ...change } })));
  }

  async newSlip(presented: Presented): Promise<Schemas['Slip']> {
    return dataOf(await this.citykey.POST('/v1/cards/slip', { body: { presented } }));
  }

  /** What was done to a presented card, by name. */
  async history(presented: Presented): Promise<string[]> {
    const { entries } = dataOf(await this.citykey.POST('/v1/cards/history', { body: { presented } }));
    return entries.map(({ act }) => act).sort();
  }

  /** One link by its own token, without a card. */
  async lookUpLink(service: Service, token: string): Promise<Schemas['DeskLink']> {
    return dataOf(await this.citykey.POST('/v1/links/lookup', { body: { service, token } }));
  }

  async suspendLink(service: Service, token: string): Promise<void> {
    dataOf(await this.citykey.POST('/v1/links/suspension', { body: { service, token } }));
  }
}

function cardOf({ cardNumber, cardCode, slipCode, validThrough, services }: Schemas['IssuedCard']): DemoCard {
  return { cardNumber, cardCode, slipCode, validThrough, services: tokensOf({ services }) };
}

/** What was dropped has none any more. */
function tokensOf({ services }: Pick<Schemas['IssuedCard'], 'services'>): Token[] {
  return services.flatMap(({ service, token }) => (token === undefined ? [] : [{ service, token }]));
}
