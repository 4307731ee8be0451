import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type PartnerCredentials } from 'citykey-client';
import { must } from './demo-failure.js';

/** What the tour reads of the sandbox's plan: where its inspection API is, and which constants were agreed on. */
export interface SandboxPlan {
  readonly host: string;
  readonly inspection: { readonly port: number };
  readonly library: { readonly profile?: string; readonly libraryId: string; readonly categoryId: string };
  readonly prescription: { readonly group: string; readonly planCode: string };
}

/** One record of a partner system, as the inspection API shows it. */
export interface InspectedRecord {
  readonly token: string;
  readonly state: string;
  /** Every field the partner system holds for the token, by the partner's own field names. */
  readonly held: Readonly<Record<string, unknown>>;
}

/** What a partner's own program signs in with. */
export type PartnerClient = Pick<PartnerCredentials, 'clientId' | 'privateKey'>;

/** @throws DemoFailure where there is no sandbox. */
export function readPlan(folder: string): SandboxPlan {
  const file = path.join(folder, 'plan.json');
  must(existsSync(file), `The tour needs the sandbox partners, and nothing of them is in ${path.dirname(file)}: give it the CITYKEY_HOME that the service has. They run with the embedded database: npm start`);
  return JSON.parse(readFileSync(file, 'utf8')) as SandboxPlan;
}

/** The credentials of the sandbox's partners, by service. */
export function readClients(folder: string): Readonly<Record<string, PartnerClient>> {
  const file = path.join(folder, 'clients.json');
  must(existsSync(file), 'The partners of the sandbox have no credentials.');
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, PartnerClient>;
}
