import { type SandboxPlan } from '../../src/sandbox/plan.js';
import { temporaryHome } from '../setup/homes.js';

/** A plan in a new folder. Port 0: every partner takes a free one and tells it in its address. */
export function samplePlan(): SandboxPlan {
  return {
    home: temporaryHome(),
    host: '127.0.0.1',
    inspection: { port: 0 },
    library: { port: 0, clientId: 'citykey', clientSecret: 'library-secret', libraryId: 'MAIN', categoryId: 'CK' },
    transit: { port: 0, bearerToken: 'transit-token' },
    prescription: {
      port: 0,
      username: 'citykey',
      password: 'rx-secret',
      hostKey: '',
      senderId: 'CITYKEY',
      receiverId: 'RXPARTNER',
      group: 'CITYKEY',
      planCode: 'CKRX',
    },
  };
}

/** The port in an address such as `http://127.0.0.1:4711`. */
export function portOf(address: string): number {
  return Number(new URL(address).port);
}
