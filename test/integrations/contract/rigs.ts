import fs from 'node:fs';
import path from 'node:path';
import { ADAPTERS } from '../../../src/integrations/index.js';
import { type PartnerAdapter, PartnerFailure, type Receipt, type Submission } from '../../../src/modules/links/index.js';
import { portOf } from '../../sandbox/sample-plan.js';
import { LibraryLane } from '../library/library-lane.js';
import { PolarisLane } from '../library/polaris-lane.js';
import { word } from '../partner-line.js';
import { collectAll, MemoryLane } from '../prescription/memory-lane.js';
import { TestPartner } from '../prescription/partner.js';
import { StatusListLane } from '../ventra/status-list-lane.js';
import { TransitLane } from '../ventra/transit-lane.js';
import { Line } from './line.js';

/** How an adapter is to be set up otherwise than usual. */
export interface Manner {
  readonly wrongCredentials?: boolean;
  /** Waits no longer than a moment for an answer. */
  readonly impatient?: boolean;
}

/** One profile against its simulated partner. */
export interface Site {
  open(): Promise<void>;
  close(): Promise<void>;
  /** Where the partner listens. */
  port(): number;
  adapter(port: number, manner: Manner): PartnerAdapter;
  readonly storage: MemoryLane;
  token(): string;
  /** What the partner's own desk shows for each record of a token. */
  shown(token: string): string[];
  violations(): readonly string[];
  /** Everything it was sent. */
  received(): string;
  takeDown(): Promise<() => Promise<void>>;
  /** A token that the partner will not have. */
  readonly unwanted: string;
  /** The folder in which the partner keeps what it knows. */
  readonly home: string;
}

type Lane = LibraryLane | PolarisLane | TransitLane | StatusListLane;

function siteOf<L extends Lane>(lane: L, unwanted: string, adapter: (lane: L, port: number, manner: Manner) => PartnerAdapter): Site {
  return {
    open: () => lane.open(),
    close: () => lane.close(),
    port: () => portOf(lane.partner.address),
    adapter: (port, manner) => adapter(lane, port, manner),
    storage: lane instanceof StatusListLane ? lane.storage : new MemoryLane(),
    token: () => lane.token(),
    shown: (token) => lane.partner.records().filter((record) => record.token === token).map(({ state }) => state),
    violations: () => lane.partner.violations(),
    received: () => lane.partner.received(),
    takeDown: () => lane.takeDown(),
    unwanted,
    home: lane.plan.home,
  };
}

const at = (port: number) => `http://127.0.0.1:${port}`;
const MOMENT = { http: 400, sftp: { connectTimeoutSeconds: 1, operationTimeoutSeconds: 1 } };

function koha(settings: Readonly<Record<string, unknown>> = {}): Site {
  return siteOf(new LibraryLane(), 'D100000042', (lane, port, { wrongCredentials, impatient }) =>
    lane.connect(at(port), wrongCredentials ? { clientSecret: 'wrong' } : {}, impatient ? MOMENT.http : 10_000, settings),
  );
}

function kohaWithSip2(): Site {
  return siteOf(new LibraryLane({ sip2Port: 0 }), 'D100000042', (lane, port, { wrongCredentials, impatient }) => {
    const sip2 = { verification: 'sip2', sip2Host: '127.0.0.1', sip2Port: portOf(lane.partner.others?.[0] ?? '') };
    return lane.connect(at(port), wrongCredentials ? { clientSecret: 'wrong' } : {}, impatient ? MOMENT.http : 10_000, sip2);
  });
}

function prescription(): Site {
  const site = new TestPartner();
  const storage = new MemoryLane();
  let serial = 0;
  return {
    open: () => site.start(),
    close: () => site.discard(),
    port: () => site.port,
    adapter: (port, { wrongCredentials, impatient }) =>
      site.adapter(storage, { port, ...(impatient ? MOMENT.sftp : {}) }, wrongCredentials ? { password: 'wrong' } : {}),
    storage,
    token: () => `RX${1000 + ++serial}`,
    shown: (token) => site.partner.records().filter((record) => record.token === token).map(({ state }) => state),
    violations: () => site.partner.violations(),
    received: () => site.partner.received(),
    takeDown: async () => {
      const { port } = site;
      await site.stop();
      return async () => {
        Object.assign(site.plan.prescription, { port });
        await site.start();
      };
    },
    unwanted: 'rx-small',
    home: site.plan.home,
  };
}

/** Every profile there is. */
export const SITES: readonly (readonly [string, () => Site])[] = [
  ['koha-rest', () => koha()],
  ['koha-rest by Basic', () => koha({ auth: 'basic' })],
  ['koha-rest that verifies by SIP2', kohaWithSip2],
  [
    'polaris-papi',
    () =>
      siteOf(new PolarisLane(), 'D100000042', (lane, port, { wrongCredentials, impatient }) =>
        lane.connect(at(port), wrongCredentials ? { accessKey: 'wrong' } : {}, impatient ? { answerTimeoutMs: MOMENT.http } : {}),
      ),
  ],
  [
    'tomp-customer',
    () =>
      siteOf(new TransitLane(), 'x'.repeat(300), (lane, port, { wrongCredentials, impatient }) =>
        lane.connect(at(port), wrongCredentials ? { bearerToken: 'wrong' } : {}, impatient ? MOMENT.http : 10_000),
      ),
  ],
  [
    'status-list-sftp',
    () =>
      siteOf(new StatusListLane(), '0000000000000666', (lane, port, { wrongCredentials, impatient }) =>
        lane.connect({ port, ...(impatient ? MOMENT.sftp : {}) }, wrongCredentials ? { password: 'wrong' } : {}),
      ),
  ],
  ['x12-834-sftp', prescription],
];

/** A site, the line to it, and a worker that does what the links module's does: submit, collect, remember references. */
export class Rig {
  line: Line;
  readonly adapters: PartnerAdapter[] = [];
  private readonly references = new Map<string, string>();

  constructor(readonly site: Site) {}

  async open(): Promise<PartnerAdapter> {
    await this.site.open();
    this.line = await Line.to(() => this.site.port());
    return this.connect();
  }

  connect(manner: Manner = {}): PartnerAdapter {
    const adapter = this.site.adapter(this.line.port, manner);
    this.adapters.push(adapter);
    return adapter;
  }

  async close(): Promise<void> {
    for (const adapter of this.adapters) await adapter.close();
    await this.line.close();
    await this.site.close();
  }

  /** Lays out again, when called, the answer files that lie there now. */
  copyAnswers(): () => void {
    const folder = ['transit', 'prescription'].map((name) => path.join(this.site.home, name, 'outbound')).find((one) => fs.existsSync(one)) ?? '';
    const files = fs.readdirSync(folder).map((name) => [path.join(folder, name), fs.readFileSync(path.join(folder, name))] as const);
    return () => files.forEach(([file, bytes]) => fs.writeFileSync(file, bytes));
  }

  /**
   * Works like the worker until every link is settled, four rounds at the most. A link that is pending is not
   * submitted again: it waits for its answer.
   * @returns the last word on each, or the failure's.
   */
  async bring(adapter: PartnerAdapter, batch: readonly Submission[], rounds = 4): Promise<string[]> {
    const words = new Map<string, string>();
    this.notePending(words);
    for (let round = 0; round < rounds; round += 1) {
      const due = batch.filter(({ linkId }) => !/^(accepted|pending|transit\.|library\.|x12\.)/.test(words.get(linkId) ?? ''));
      const open = batch.some(({ linkId }) => words.get(linkId) === 'pending');
      if (due.length === 0 && !open) break;
      try {
        if (due.length > 0) this.note(batch, words, await adapter.submit(due.map((one) => this.withReference(one))));
        this.note(batch, words, await collectAll(adapter, this.site.storage));
      } catch (error) {
        if (!(error instanceof PartnerFailure)) throw error;
        this.checkRegistered(adapter, error);
        for (const { linkId } of due) if (!words.has(linkId) || words.get(linkId)?.includes(':')) words.set(linkId, error.message);
        this.notePending(words);
      }
    }
    return batch.map(({ linkId }) => words.get(linkId) ?? 'none');
  }

  /** Metrics know the codes that the profile registers, and no other. */
  private checkRegistered(adapter: PartnerAdapter, { code }: PartnerFailure): void {
    const { profile } = adapter.describe();
    const registered = ADAPTERS.find((one) => one.profile === profile)?.failureCodes ?? [];
    if (!registered.includes(code)) throw new Error(`${profile} fails with ${code}, which it does not register`);
  }

  /** What stands in a file that is not answered is pending, as the database would say. */
  private notePending(words: Map<string, string>): void {
    for (const { entries } of this.site.storage.files.values()) for (const { linkId } of entries) words.set(linkId, 'pending');
  }

  private withReference(wanted: Submission): Submission {
    const known = (token: string) => this.references.get(token) ?? null;
    const { replaces } = wanted;
    return { ...wanted, reference: known(wanted.token), ...(replaces && { replaces: { ...replaces, reference: known(replaces.token) } }) };
  }

  private note(batch: readonly Submission[], words: Map<string, string>, receipts: readonly Receipt[]): void {
    for (const receipt of receipts) {
      words.set(receipt.linkId, word(receipt));
      const token = batch.find(({ linkId }) => linkId === receipt.linkId)?.token;
      if (receipt.outcome === 'accepted' && receipt.reference !== undefined && token) this.references.set(token, receipt.reference);
    }
  }
}
