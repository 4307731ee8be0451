import { type PartnerAdapter, PartnerFailure, type Receipt, type Submission } from '../../../src/modules/links/index.js';
import { Gate } from '../../../src/sandbox/gate.js';
import { portOf } from '../../sandbox/sample-plan.js';
import { LibraryLane } from '../library/library-lane.js';
import { PolarisLane } from '../library/polaris-lane.js';
import { word } from '../partner-line.js';
import { collectAll, MemoryLane } from '../prescription/memory-lane.js';
import { TestPartner } from '../prescription/partner.js';
import { StatusListLane } from '../ventra/status-list-lane.js';
import { TransitLane } from '../ventra/transit-lane.js';

/** One profile against its simulated partner, with a gate in between. */
export interface Site {
  open(): Promise<void>;
  close(): Promise<void>;
  /** Where the partner listens. */
  port(): number;
  adapter(port: number, wrongCredentials?: boolean): PartnerAdapter;
  readonly storage: MemoryLane;
  token(): string;
  /** What the partner's own desk shows for each record of a token. */
  shown(token: string): string[];
  violations(): readonly string[];
  takeDown(): Promise<() => Promise<void>>;
  /** A token that the partner will not have. */
  readonly unwanted: string;
}

type Lane = LibraryLane | PolarisLane | TransitLane | StatusListLane;

function siteOf<L extends Lane>(lane: L, unwanted: string, adapter: (lane: L, port: number, wrong: boolean) => PartnerAdapter): Site {
  return {
    open: () => lane.open(),
    close: () => lane.close(),
    port: () => portOf(lane.partner.address),
    adapter: (port, wrong = false) => adapter(lane, port, wrong),
    storage: lane instanceof StatusListLane ? lane.storage : new MemoryLane(),
    token: () => lane.token(),
    shown: (token) => lane.partner.records().filter((record) => record.token === token).map(({ state }) => state),
    violations: () => lane.partner.violations(),
    takeDown: () => lane.takeDown(),
    unwanted,
  };
}

const at = (port: number) => `http://127.0.0.1:${port}`;

function prescription(): Site {
  const site = new TestPartner();
  const storage = new MemoryLane();
  let serial = 0;
  return {
    open: () => site.start(),
    close: () => site.discard(),
    port: () => site.port,
    adapter: (port, wrong = false) => site.adapter(storage, { port }, wrong ? { password: 'wrong' } : {}),
    storage,
    token: () => `RX${1000 + ++serial}`,
    shown: (token) => site.partner.records().filter((record) => record.token === token).map(({ state }) => state),
    violations: () => site.partner.violations(),
    takeDown: async () => {
      const { port } = site;
      await site.stop();
      return async () => {
        Object.assign(site.plan.prescription, { port });
        await site.start();
      };
    },
    unwanted: 'rx-small',
  };
}

/** Every profile there is. */
export const SITES: readonly (readonly [string, () => Site])[] = [
  ['koha-rest', () => siteOf(new LibraryLane(), 'D100000042', (lane, port, wrong) => lane.connect(at(port), wrong ? { clientSecret: 'wrong' } : {}))],
  [
    'koha-rest by Basic',
    () => siteOf(new LibraryLane(), 'D100000042', (lane, port, wrong) => lane.connect(at(port), wrong ? { clientSecret: 'wrong' } : {}, 10_000, { auth: 'basic' })),
  ],
  ['polaris-papi', () => siteOf(new PolarisLane(), 'D100000042', (lane, port, wrong) => lane.connect(at(port), wrong ? { accessKey: 'wrong' } : {}))],
  ['tomp-customer', () => siteOf(new TransitLane(), 'x'.repeat(300), (lane, port, wrong) => lane.connect(at(port), wrong ? { bearerToken: 'wrong' } : {}))],
  ['status-list-sftp', () => siteOf(new StatusListLane(), '0000000000000666', (lane, port, wrong) => lane.connect({ port }, wrong ? { password: 'wrong' } : {}))],
  ['x12-834-sftp', prescription],
];

/** A site, its gate, and a worker that does what the links module's does: submit, collect, remember references. */
export class Rig {
  gate: Gate;
  readonly adapters: PartnerAdapter[] = [];
  private readonly references = new Map<string, string>();

  constructor(readonly site: Site) {}

  async open(): Promise<PartnerAdapter> {
    await this.site.open();
    this.gate = await Gate.open('127.0.0.1', 0, () => this.site.port());
    return this.connect();
  }

  connect(wrongCredentials = false): PartnerAdapter {
    const adapter = this.site.adapter(this.gate.port, wrongCredentials);
    this.adapters.push(adapter);
    return adapter;
  }

  async close(): Promise<void> {
    for (const adapter of this.adapters) await adapter.close();
    await this.gate.close();
    await this.site.close();
  }

  /**
   * Works like the worker until every link is settled, four rounds at the most. A link that is pending is not
   * submitted again: it waits for its answer.
   * @returns the last word on each, or the failure's.
   */
  async bring(adapter: PartnerAdapter, batch: readonly Submission[], rounds = 4): Promise<string[]> {
    const words = new Map<string, string>();
    for (let round = 0; round < rounds; round += 1) {
      const due = batch.filter(({ linkId }) => !/^(accepted|pending|transit\.|library\.|x12\.)/.test(words.get(linkId) ?? ''));
      const open = batch.some(({ linkId }) => words.get(linkId) === 'pending');
      if (due.length === 0 && !open) break;
      try {
        if (due.length > 0) this.note(batch, words, await adapter.submit(due.map((one) => this.withReference(one))));
        this.note(batch, words, await collectAll(adapter, this.site.storage));
      } catch (error) {
        if (!(error instanceof PartnerFailure)) throw error;
        for (const { linkId } of due) if (!words.has(linkId) || words.get(linkId)?.includes(':')) words.set(linkId, error.message);
        // What was kept before the failure is pending, as the database would say.
        for (const { entries } of this.site.storage.files.values()) for (const { linkId } of entries) words.set(linkId, 'pending');
      }
    }
    return batch.map(({ linkId }) => words.get(linkId) ?? 'none');
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
