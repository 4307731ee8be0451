import path from 'node:path';
import { type SandboxPlan } from '../../plan.js';
import { Mailbox } from '../../prescription/mailbox.js';
import { openSshDoor } from '../../prescription/ssh-door.js';
import { ReceivedBytes } from '../../received-bytes.js';
import { type FaultyPartner, Violations } from '../../strict-partner.js';
import { CardOffice } from './card-office.js';
import { StatusListFaults } from './faults.js';

/**
 * A fare system in small that takes status lists over SFTP, as `TRANSIT` from `CITY` in test mode, and answers each
 * in the turn in which it is renamed. Rejects with the system's error when it cannot listen.
 */
export async function startStatusListPartner(plan: SandboxPlan): Promise<FaultyPartner> {
  const home = path.join(plan.home, 'transit');
  const mailbox = new Mailbox(home);
  const received = new ReceivedBytes();
  const violations = new Violations();
  const faults = new StatusListFaults();
  const office = new CardOffice(home, mailbox, violations, faults);
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
  const door = await openSshDoor(login, { mailbox, received, contentsShown: true, arrived, faults }).catch((error: unknown) => {
    office.close();
    throw error;
  });
  return {
    service: 'transit',
    address: `sftp://${plan.host}:${door.port}`,
    interfaces: [faults],
    records: () => office.records(),
    received: () => received.text(),
    violations: () => violations.list(),
    close: async () => {
      await door.close();
      office.close();
    },
  };
}
