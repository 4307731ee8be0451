import fs from 'node:fs';
import { kohaRestIn } from '../../../src/integrations/library/index.js';
import { type LaneStorage, type PartnerAdapter, type Submission } from '../../../src/modules/links/index.js';
import { startLibraryPartner } from '../../../src/sandbox/library/index.js';
import { type SandboxPlan } from '../../../src/sandbox/plan.js';
import { type FaultyPartner } from '../../../src/sandbox/strict-partner.js';
import { portOf, samplePlan } from '../../sandbox/sample-plan.js';
import { PartnerLine, word } from '../partner-line.js';

/** A library partner, the line to it and an adapter at our end, with one clock. */
export class LibraryLane {
  now = new Date('2026-03-10T15:00:00Z');
  readonly plan: SandboxPlan;
  readonly line = new PartnerLine(() => this.partner.address);
  partner: FaultyPartner;
  adapter: PartnerAdapter;
  /** The near end of the line, for adapters with other settings. */
  address: string;
  private serial = 0;

  constructor(library: Partial<SandboxPlan['library']> = {}) {
    const plan = samplePlan();
    this.plan = { ...plan, library: { ...plan.library, ...library } };
  }

  async open(): Promise<void> {
    this.partner = await startLibraryPartner(this.plan, () => this.now);
    this.address = await this.line.open();
    this.adapter = this.connect(this.address);
  }

  async close(): Promise<void> {
    await this.adapter.close();
    await this.line.close();
    await this.partner.close();
    fs.rmSync(this.plan.home, { recursive: true });
  }

  /** Closes the partner and returns how to start it again at the same address. */
  async takeDown(): Promise<() => Promise<void>> {
    const port = portOf(this.partner.address);
    const [sip2] = this.partner.others ?? [];
    await this.partner.close();
    return async () => {
      const plan = { ...this.plan, library: { ...this.plan.library, port, ...(sip2 === undefined ? {} : { sip2Port: portOf(sip2) }) } };
      this.partner = await startLibraryPartner(plan, () => this.now);
    };
  }

  /** An adapter that does not pause between attempts; settings and credentials may differ from what was agreed. */
  connect(baseUrl: string, changes: Record<string, string> = {}, answerTimeoutMs = 120_000, more: Record<string, unknown> = {}): PartnerAdapter {
    const { libraryId, categoryId, clientId, clientSecret } = { ...this.plan.library, ...changes };
    const connection = {
      settings: { baseUrl, libraryId, categoryId, answerTimeoutMs, ...more },
      credentials: {
        ...{ clientId, clientSecret, username: clientId, password: clientSecret },
        ...{ sip2Login: changes.sip2Login ?? clientId, sip2Password: clientSecret },
      },
    };
    const instantly = { random: () => 0, pause: () => Promise.resolve() };
    return kohaRestIn(instantly).create(connection, {} as LaneStorage, () => this.now);
  }

  token(): string {
    return `2${String(++this.serial).padStart(13, '0')}`;
  }

  held(number: string): Readonly<Record<string, unknown>> | undefined {
    return this.partner.records().find((record) => record.token === number)?.held;
  }

  shown(number: string): string | undefined {
    return this.partner.records().find((record) => record.token === number)?.state;
  }

  async submit(...batch: Submission[]): Promise<string[]> {
    const receipts = await this.adapter.submit(batch);
    return batch.map(({ linkId }) => word(receipts.find((receipt) => receipt.linkId === linkId)));
  }
}
