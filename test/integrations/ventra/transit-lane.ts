import fs from 'node:fs';
import { tompCustomerIn } from '../../../src/integrations/ventra/index.js';
import { type LaneStorage, type PartnerAdapter, type Submission } from '../../../src/modules/links/index.js';
import { type SandboxPlan } from '../../../src/sandbox/plan.js';
import { type FaultyPartner } from '../../../src/sandbox/strict-partner.js';
import { startTransitPartner } from '../../../src/sandbox/transit/index.js';
import { portOf, samplePlan } from '../../sandbox/sample-plan.js';
import { PartnerLine, word } from '../partner-line.js';

/** A transit partner, the line to it and an adapter at our end. */
export class TransitLane {
  /** What the adapter's clock shows. */
  now = new Date('2026-03-10T15:00:00Z');
  readonly plan: SandboxPlan = samplePlan();
  readonly line = new PartnerLine(() => this.partner.address);
  partner: FaultyPartner;
  adapter: PartnerAdapter;
  /** The near end of the line, for adapters with other settings. */
  address: string;
  private serial = 0;

  async open(): Promise<void> {
    this.partner = await startTransitPartner(this.plan);
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
    await this.partner.close();
    return async () => {
      this.partner = await startTransitPartner({ ...this.plan, transit: { ...this.plan.transit, port } });
    };
  }

  /** An adapter that does not pause between attempts. */
  connect(baseUrl: string, changes: { bearerToken?: string } = {}, answerTimeoutMs = 120_000, more: Record<string, unknown> = {}): PartnerAdapter {
    const { bearerToken } = { ...this.plan.transit, ...changes };
    const connection = {
      settings: { baseUrl, answerTimeoutMs, ...more },
      credentials: { bearerToken },
    };
    const instantly = { random: () => 0, pause: () => Promise.resolve() };
    return tompCustomerIn(instantly).create(connection, {} as LaneStorage, () => this.now);
  }

  token(): string {
    return String(++this.serial).padStart(16, '0');
  }

  held(token: string): Readonly<Record<string, unknown>> | undefined {
    return this.partner.records().find((record) => record.token === token)?.held;
  }

  async submit(...batch: Submission[]): Promise<string[]> {
    const receipts = await this.adapter.submit(batch);
    return batch.map(({ linkId }) => word(receipts.find((receipt) => receipt.linkId === linkId)));
  }
}
