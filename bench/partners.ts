import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type INestApplicationContext } from '@nestjs/common';
import { SignJWT } from 'jose';
import { systemCaller } from '../src/kernel/auth/index.js';
import {
  DEFAULT_ADOPT_PATTERNS,
  type LibraryTokens,
  type NewPartner,
  PartnerAdmin,
  type PrescriptionTokens,
  type Service,
  type TransitTokens,
} from '../src/modules/partners/index.js';

const CALLER = systemCaller('bench');

/** Port 9 (discard) takes no connections. Nothing is sent: what is issued is published a day later. */
const NOWHERE = '127.0.0.1:9';

export const TRANSIT_TOKENS: TransitTokens = { length: 16, prefix: '16', mint: true };
export const LIBRARY_TOKENS: LibraryTokens = { mint: { institution: '9840' }, adoptPatterns: DEFAULT_ADOPT_PATTERNS };
export const PRESCRIPTION_TOKENS: PrescriptionTokens = {
  rxBin: '004682',
  rxPcn: 'CITYKEY',
  rxGroup: 'CITYKEY',
  memberPrefix: 'CK',
  memberLength: 14,
};

const PARTNERS: readonly NewPartner[] = [
  {
    service: 'transit',
    name: 'Bench transit',
    profile: 'tomp-customer',
    settings: { baseUrl: `http://${NOWHERE}`, acceptLanguage: 'en' },
    credentials: { bearerToken: 'bench' },
    policy: { tokens: TRANSIT_TOKENS },
  },
  {
    service: 'library',
    name: 'Bench library',
    profile: 'koha-rest',
    settings: { baseUrl: `http://${NOWHERE}`, libraryId: 'BENCH', categoryId: 'BENCH' },
    credentials: { clientId: 'bench', clientSecret: 'bench' },
    policy: { tokens: LIBRARY_TOKENS },
  },
  {
    service: 'prescription',
    name: 'Bench prescription',
    profile: 'x12-834-sftp',
    settings: {
      host: '127.0.0.1',
      port: 9,
      hostKeyFingerprint: `SHA256:${'A'.repeat(43)}`,
      senderId: 'BENCHSENDER',
      receiverId: 'BENCHRECEIVER',
      group: 'BENCH',
      planCode: 'BENCH',
      sponsorName: 'BENCH',
      sponsorId: '999999999',
      insurerName: 'BENCH',
      insurerId: '888888888',
      usage: 'T',
      encryption: 'none',
      submitEverySeconds: 3600,
    },
    credentials: { username: 'bench', password: 'bench' },
    policy: { tokens: PRESCRIPTION_TOKENS },
  },
];

/** Who signs in at the counter. */
export interface Clerk {
  readonly username: string;
  readonly password: string;
}

/** A partner's program with its key. */
export interface PartnerProgram {
  readonly clientId: string;
  readonly privateKey: KeyObject;
}

/** Registers a partner for each service. @returns a program of the one that will ask. */
export async function registerPartners(app: INestApplicationContext, asking: Service): Promise<PartnerProgram> {
  const admin = app.get(PartnerAdmin, { strict: false });
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  let clientId = '';
  for (const given of PARTNERS) {
    const partner = await admin.register(CALLER, given);
    if (given.service !== asking) continue;
    ({ clientId } = await admin.registerClient(CALLER, partner.id, { keys: [publicKey.export({ format: 'jwk' })] }));
  }
  return { clientId, privateKey };
}

/** An access token as a partner gets it: client credentials by `private_key_jwt` (RFC 7523). It lives five minutes. */
export async function partnerToken(url: string, issuer: string, { clientId, privateKey }: PartnerProgram): Promise<string> {
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(privateKey);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
  const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: form });
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** An access token as a clerk gets it. It lives five minutes. */
export async function clerkToken(url: string, { username, password }: Clerk): Promise<string> {
  const body = JSON.stringify({ username, password });
  const answer = await fetch(`${url}/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}
