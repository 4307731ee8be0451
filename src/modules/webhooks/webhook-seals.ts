import { definePurpose, type Keyring } from '../../kernel/keyring/index.js';
import { type Service } from '../links/index.js';

const URL_SEAL = definePurpose('webhooks.url-seal');
const SECRET_SEAL = definePurpose('webhooks.secret-seal');
const ID_SEAL = definePurpose('webhooks.id-seal');
const ID_INDEX = definePurpose('webhooks.id-index');

/** A secret that was followed by another one. */
export interface FormerSecret {
  readonly secret: string;
  /** Milliseconds since 1970; from then on it signs nothing. */
  readonly until: number;
}

/** The secrets of an endpoint: the one that holds, and those that still sign beside it, newest first. */
export interface Secrets {
  readonly current: string;
  readonly former: readonly FormerSecret[];
}

/** How the values that a partner also sees are kept. */
export class WebhookSeals {
  constructor(private readonly keyring: Keyring) {}

  sealUrl(service: Service, url: string): Buffer {
    return this.keyring.seal(URL_SEAL, Buffer.from(url), `url ${service}`);
  }

  openUrl(service: Service, sealed: Uint8Array): string {
    return this.keyring.open(URL_SEAL, sealed, `url ${service}`).toString();
  }

  sealSecrets(service: Service, secrets: Secrets): Buffer {
    return this.keyring.seal(SECRET_SEAL, Buffer.from(JSON.stringify(secrets)), `secrets ${service}`);
  }

  openSecrets(service: Service, sealed: Uint8Array): Secrets {
    return JSON.parse(this.keyring.open(SECRET_SEAL, sealed, `secrets ${service}`).toString()) as Secrets;
  }

  sealId(service: Service, id: string): Buffer {
    return this.keyring.seal(ID_SEAL, Buffer.from(id), `message ${service}`);
  }

  openId(service: Service, sealed: Uint8Array): string {
    return this.keyring.open(ID_SEAL, sealed, `message ${service}`).toString();
  }

  idIndex(service: Service, id: string): Buffer {
    return this.keyring.index(ID_INDEX, `${service} ${id}`).index;
  }

  /** An id's index under every live key. */
  idIndexes(service: Service, id: string): Buffer[] {
    return this.keyring.indexes(ID_INDEX, `${service} ${id}`);
  }
}
