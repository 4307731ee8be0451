import path from 'node:path';
import { type SandboxPlan } from '../../plan.js';
import { PrescriptionFaults } from '../../prescription/faults.js';
import { Mailbox } from '../../prescription/mailbox.js';
import { openSshDoor } from '../../prescription/ssh-door.js';
import { ReceivedBytes } from '../../received-bytes.js';
import { type StrictPartner, Violations } from '../../strict-partner.js';
import { CardOffice } from './card-office.js';

/**
 * A fare system in small that takes status lists over SFTP, as `TRANSIT` from `CITY` in test mode, and answers each
 * in the turn in which it is renamed. Rejects with the system's error when it cannot listen.
 */
export async function startStatusListPartner(plan: SandboxPlan): Promise<StrictPartner> {
  const home = path.join(plan.home, 'transit');
  const mailbox = new Mailbox(home);
  const received = new ReceivedBytes();
  const violations = new Violations();
  const office = new CardOffice(home, mailbox, violations);
  office.processInbound();
  const arrived = (): Promise<void> => {
    try {
      office.processInbound();
    } catch {
      // The file stays where it is: the next one, or the next start, tries again.
      violations.note('inbound: processing failed');
    }
    return Promise.resolve();
  };
  const login = { ...plan, prescription: { ...plan.prescription, port: plan.transit.port } };
  const door = await openSshDoor(login, { mailbox, received, contentsShown: true, arrived, faults: new PrescriptionFaults() }).catch((error: unknown) => {
    office.close();
    throw error;
  });
  return {
    service: 'transit',
    address: `sftp://${plan.host}:${door.port}`,
    records: () => office.records(),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      await door.close();
      office.close();
    },
  };
}
