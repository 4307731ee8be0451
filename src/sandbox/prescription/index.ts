import path from 'node:path';
import { type SandboxPlan } from '../plan.js';
import { ReceivedBytes } from '../received-bytes.js';
import { type FaultyPartner, Violations } from '../strict-partner.js';
import { type AuditReport } from './audit-report.js';
import { BenefitManager } from './benefit-manager.js';
import { PrescriptionFaults } from './faults.js';
import { Mailbox } from './mailbox.js';
import { openSshDoor } from './ssh-door.js';
import { openPgpWrapping, UNWRAPPED } from './wrapping.js';

/** The simulated benefit manager, running. Of encrypted files, `received` shows the names and what was inside. */
export interface PrescriptionPartner extends FaultyPartner {
  readonly faults: PrescriptionFaults;
  /** How the last full audit compared with the members, or null. */
  audit(): AuditReport | null;
  /** Lays out a roster of all members. */
  layOutRoster(day?: string): Promise<void>;
}

/**
 * The benefit manager in small: SFTP on a real socket, files under `{home}/prescription`, members and
 * control numbers kept across restarts. A file is answered before its rename is.
 */
export async function startPrescriptionPartner(plan: SandboxPlan): Promise<PrescriptionPartner> {
  const home = path.join(plan.home, 'prescription');
  const mailbox = new Mailbox(home);
  const received = new ReceivedBytes();
  const violations = new Violations();
  const faults = new PrescriptionFaults();
  const encrypted = plan.prescription.encryption !== 'none';
  const wrapping = encrypted ? await openPgpWrapping(plan.home) : UNWRAPPED;
  const opened = (content: Uint8Array): void => (encrypted ? received.open()(content) : undefined);
  const manager = new BenefitManager(plan.prescription, { home, mailbox, wrapping, violations, faults, opened });
  await manager.processInbound();
  const arrived = async (): Promise<void> => {
    try {
      await manager.processInbound();
    } catch {
      // The file stays where it is: the next one, or the next start, tries again.
      violations.note('inbound: processing failed');
    }
  };
  const { rosterEverySeconds } = plan.prescription;
  const rosters = rosterEverySeconds && setInterval(() => void manager.layOutRoster().catch(() => undefined), 1_000 * rosterEverySeconds).unref();
  const door = await openSshDoor(plan, { mailbox, received, contentsShown: !encrypted, arrived, faults });
  return {
    service: 'prescription',
    address: `sftp://${plan.host}:${door.port}`,
    faults,
    interfaces: [faults],
    records: () => manager.records(),
    audit: () => manager.audit(),
    layOutRoster: (day) => manager.layOutRoster(day),
    edit: (memberId, change) => manager.edit(memberId, change),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      if (rosters) clearInterval(rosters);
      await door.close();
      await manager.close();
    },
  };
}
