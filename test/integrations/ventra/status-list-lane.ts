import fs from 'node:fs';
import path from 'node:path';
import { statusListFactory } from '../../../src/integrations/ventra/index.js';
import { type PartnerAdapter, type Submission } from '../../../src/modules/links/index.js';
import { type SandboxPlan } from '../../../src/sandbox/plan.js';
import { type FaultyPartner } from '../../../src/sandbox/strict-partner.js';
import { startStatusListPartner } from '../../../src/sandbox/transit/status-list/index.js';
import { portOf, samplePlan } from '../../sandbox/sample-plan.js';
import { word } from '../partner-line.js';
import { collectAll, MemoryLane } from '../prescription/memory-lane.js';
import { makeHostKey } from '../prescription/partner.js';

/** A transit partner that takes status lists, and what an adapter keeps at our end. */
export class StatusListLane {
  now = new Date('2026-03-10T15:00:00Z');
  readonly key = makeHostKey();
  readonly plan: SandboxPlan = (({ prescription, ...plan }) => ({ ...plan, prescription: { ...prescription, hostKey: this.key.hostKey } }))(samplePlan());
  readonly storage = new MemoryLane();
  partner: FaultyPartner;
  adapter: PartnerAdapter;
  private serial = 0;

  async open(): Promise<void> {
    this.partner = await startStatusListPartner(this.plan);
    this.adapter = this.connect();
  }

  async close(): Promise<void> {
    await this.adapter.close();
    await this.partner.close();
    fs.rmSync(this.plan.home, { recursive: true });
  }

  async takeDown(): Promise<() => Promise<void>> {
    const port = portOf(this.partner.address);
    await this.partner.close();
    return async () => {
      this.partner = await startStatusListPartner({ ...this.plan, transit: { ...this.plan.transit, port } });
    };
  }

  connect(settings: Record<string, unknown> = {}, credentials: Record<string, string> = {}): PartnerAdapter {
    const { username, password } = this.plan.prescription;
    return statusListFactory.create(
      {
        settings: {
          ...{ host: '127.0.0.1', port: portOf(this.partner.address), hostKeyFingerprint: this.key.fingerprint },
          ...{ connectTimeoutSeconds: 120, operationTimeoutSeconds: 600 },
          ...{ senderId: 'CITY', receiverId: 'TRANSIT', mode: 'T', submitEverySeconds: 0, ...settings },
        },
        credentials: { username, password, ...credentials },
      },
      this.storage,
      () => this.now,
    );
  }

  token(): string {
    return `16${String(++this.serial).padStart(14, '0')}`;
  }

  /** Submits, then collects once; the outcome of each as a word. */
  async bring(...batch: Submission[]): Promise<string[]> {
    const receipts = await this.adapter.submit(batch);
    const late = await this.collect();
    return batch.map(({ linkId }) => word([...late, ...receipts].find((receipt) => receipt.linkId === linkId)));
  }

  collect() {
    return collectAll(this.adapter, this.storage);
  }

  shown(token: string): string | undefined {
    return this.partner.records().find((record) => record.token === token)?.state;
  }

  file(folder: 'inbound' | 'outbound', name: string): string {
    return path.join(this.plan.home, 'transit', folder, name);
  }

  names(folder: 'inbound' | 'outbound'): string[] {
    return fs.readdirSync(path.join(this.plan.home, 'transit', folder)).sort();
  }
}
