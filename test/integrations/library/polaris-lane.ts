import fs from 'node:fs';
import { polarisPapiIn } from '../../../src/integrations/library/index.js';
import { type LaneStorage, type PartnerAdapter, type Submission } from '../../../src/modules/links/index.js';
import { startPolarisPartner } from '../../../src/sandbox/library/polaris/index.js';
import { type SandboxPlan } from '../../../src/sandbox/plan.js';
import { type FaultyPartner } from '../../../src/sandbox/strict-partner.js';
import { portOf, samplePlan } from '../../sandbox/sample-plan.js';
import { PartnerLine, word } from '../partner-line.js';

/** A Polaris system, the line to it and an adapter at our end, with one clock. */
export class PolarisLane {
  now = new Date('2026-03-10T15:00:00Z');
  readonly plan: SandboxPlan = samplePlan();
  readonly line = new PartnerLine(() => this.partner.address);
  partner: FaultyPartner;
  adapter: PartnerAdapter;
  address: string;
  private serial = 0;

  async open(): Promise<void> {
    this.partner = await startPolarisPartner(this.plan, () => this.now);
    this.address = await this.line.open();
    this.adapter = this.connect(this.address);
  }

  async close(): Promise<void> {
    await this.adapter.close();
    await this.line.close();
    await this.partner.close();
    fs.rmSync(this.plan.home, { recursive: true });
  }

  async takeDown(): Promise<() => Promise<void>> {
    const port = portOf(this.partner.address);
    await this.partner.close();
    return async () => {
      this.partner = await startPolarisPartner({ ...this.plan, library: { ...this.plan.library, port } }, () => this.now);
    };
  }

  connect(baseUrl: string, credentials: Record<string, string> = {}, settings: Record<string, unknown> = {}): PartnerAdapter {
    const { clientId, clientSecret } = this.plan.library;
    const connection = {
      settings: { baseUrl, branchId: 3, patronCode: 20, suspendedPatronCode: 21, ...settings },
      credentials: {
        ...{ accessId: clientId, accessKey: clientSecret },
        ...{ staffDomain: 'CITY', staffUsername: clientId, staffPassword: clientSecret, ...credentials },
      },
    };
    const instantly = { random: () => 0, pause: () => Promise.resolve() };
    return polarisPapiIn(instantly).create(connection, {} as LaneStorage, () => this.now);
  }

  token(): string {
    return `2${String(++this.serial).padStart(13, '0')}`;
  }

  record(token: string) {
    return this.partner.records().find((record) => record.token === token);
  }

  async submit(...batch: Submission[]): Promise<string[]> {
    const receipts = await this.adapter.submit(batch);
    return batch.map(({ linkId }) => word(receipts.find((receipt) => receipt.linkId === linkId)));
  }
}
