import path from 'node:path';
import { type SandboxPlan } from '../plan.js';
import { ReceivedBytes } from '../received-bytes.js';
import { type StrictPartner, Violations } from '../strict-partner.js';
import { BenefitManager } from './benefit-manager.js';
import { Mailbox } from './mailbox.js';
import { openSshDoor } from './ssh-door.js';

/**
 * The benefit manager in small: SFTP on a real socket, files under `{home}/prescription`, members and
 * control numbers kept across restarts. Files are answered in the turn in which they are renamed.
 */
export async function startPrescriptionPartner(plan: SandboxPlan): Promise<StrictPartner> {
  const home = path.join(plan.home, 'prescription');
  const mailbox = new Mailbox(home);
  const received = new ReceivedBytes();
  const violations = new Violations();
  const manager = new BenefitManager(plan.prescription, home, mailbox, violations);
  manager.processInbound();
  const arrived = (): void => {
    try {
      manager.processInbound();
    } catch {
      // The file stays where it is: the next one, or the next start, tries again.
      violations.note('inbound: processing failed');
    }
  };
  const door = await openSshDoor(plan, { mailbox, received, arrived });
  return {
    service: 'prescription',
    address: `sftp://${plan.host}:${door.port}`,
    records: () => manager.records(),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      await door.close();
      manager.close();
    },
  };
}
