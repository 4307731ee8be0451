import { randomUUID } from 'node:crypto';
import { Controller, Get, Global, Module } from '@nestjs/common';
import request from 'supertest';
import { StaffTokens, systemCaller } from '../../src/kernel/auth/index.js';
import {
  AskingPartner,
  type CallingPartner,
  ForPartners,
  KNOWN_PROFILES,
  type KnownProfile,
  PartnersModule,
} from '../../src/modules/partners/index.js';
import { StaffAccounts } from '../../src/modules/staff/index.js';
import { type TestDatabase } from '../setup/database.js';
import { type Answer, answered, type Running, running, type Wanted } from './application.js';

class SettingsProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsProblem';
  }
}

const profile = (service: KnownProfile['service'], name: string): KnownProfile => ({
  service,
  profile: name,
  check: ({ settings, credentials }) => {
    if (typeof settings.baseUrl !== 'string') throw new SettingsProblem('baseUrl must be a text');
    if (credentials.secret === undefined) throw new SettingsProblem('secret must be a text');
  },
});

const PROFILES = [
  profile('library', 'koha-rest'),
  profile('library', 'koha-other'),
  profile('transit', 'tomp-2'),
  profile('prescription', 'x12-834'),
];

@Global()
@Module({ providers: [{ provide: KNOWN_PROFILES, useValue: PROFILES }], exports: [KNOWN_PROFILES] })
export class ProfilesModule {}

/** A route of the kind the partner API has. */
@Controller('partner/v1')
@ForPartners()
class WhoController {
  @Get('who')
  who(@AskingPartner() partner: CallingPartner): CallingPartner {
    return partner;
  }
}

@Module({ imports: [PartnersModule], controllers: [WhoController] })
class WhoModule {}

export function partnerApplication(database: TestDatabase, wanted: Partial<Wanted> = {}): Promise<Running> {
  return running(database, { modules: [ProfilesModule, PartnersModule, WhoModule], ...wanted });
}

export const LIBRARY = {
  service: 'library',
  name: 'City Public Library',
  profile: 'koha-rest',
  settings: { baseUrl: 'https://koha.library.example', nested: { keep: 1, drop: 2 } },
  credentials: { clientId: 'citykey', secret: 'canary-credential-6191' },
  policy: { tokens: { mint: { institution: '9840' } } },
};

export const TRANSIT = {
  ...LIBRARY,
  service: 'transit',
  name: 'City Transit',
  profile: 'tomp-2',
  policy: { tokens: { length: 16, prefix: '0167', mint: true } },
};

export const PRESCRIPTION = {
  ...LIBRARY,
  service: 'prescription',
  name: 'Rx Discount',
  profile: 'x12-834',
  policy: { tokens: { rxBin: '610378', rxPcn: 'CKRX', rxGroup: 'CITYKEY', memberPrefix: 'CK', memberLength: 12 } },
};

/** One request as an administrator; acts carry a fresh Idempotency-Key unless one is given. */
export async function asAdmin(
  { app, bearer }: Running,
  method: 'get' | 'post' | 'patch',
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const agent = request(app.getHttpServer());
  const asked = { get: () => agent.get(path), post: () => agent.post(path), patch: () => agent.patch(path) }[method]();
  void asked.set({ authorization: await bearer('admin'), 'idempotency-key': randomUUID(), ...headers });
  return answered(body === undefined ? asked : asked.send(body));
}

/** Registers a partner. @returns its id. */
export async function registered(on: Running, partner: object = LIBRARY): Promise<string> {
  const { status, body } = await asAdmin(on, 'post', '/v1/partners', partner);
  if (status !== 201) throw new Error(`registration answered ${status} ${JSON.stringify(body)}`);
  return body.id as string;
}

/** The Authorization header of an administrator with an account, as the two-person rule needs. */
export async function administrator({ app }: Running, username: string): Promise<string> {
  const { id } = await app.get(StaffAccounts, { strict: false }).create(systemCaller('test'), { username, roles: ['admin'] });
  return `Bearer ${await app.get(StaffTokens).issue(id, randomUUID(), ['admin'])}`;
}
