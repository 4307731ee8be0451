import path from 'node:path';
import {
  ENROLMENT_VERSION,
  type Envelope,
  type Interchange,
  type InterchangeHeader,
  readHeader,
  readInterchange,
  stamp,
  X12Problem,
} from '../../integrations/prescription/x12/index.js';
import { Journal } from '../journal.js';
import { type InspectedRecord, type SandboxPlan } from '../plan.js';
import { type Violations } from '../strict-partner.js';
import { type Answer, interchangeAnswer, type Note, setAnswer, type SetFinding } from './answers.js';
import { examine } from './examine.js';
import { type Mailbox } from './mailbox.js';
import { inspect, type MemberRecord } from './members.js';

/** The sandbox exchanges test files only (ISA15). */
const USAGE = 'T';

/** One inbound file and everything it led to: one line of the journal, so all of it or nothing. */
interface Processed {
  readonly name: string;
  /** Its ISA13 when it was taken in: never to be taken in again. */
  readonly interchange: string | null;
  readonly members: readonly MemberRecord[];
  /** Emptied when they have been delivered and the inbound file is gone. */
  readonly answers: readonly Answer[];
  readonly done: boolean;
}

type Outcome = Pick<Processed, 'interchange' | 'members' | 'answers'>;

/**
 * Reads change files, keeps members and answers. A file is journalled with its effects and its answers
 * first; answers and clean-up follow and are repeated after a crash until they are journalled as done.
 */
export class BenefitManager {
  private readonly journal: Journal<Processed>;
  private readonly members = new Map<string, MemberRecord>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly plan: SandboxPlan['prescription'],
    home: string,
    private readonly mailbox: Mailbox,
    private readonly violations: Violations,
  ) {
    this.journal = new Journal(path.join(home, 'processed.jsonl'));
    for (const processed of this.journal.values()) this.remember(processed);
  }

  /** Finishes what a crash interrupted, then processes every complete inbound file by name. */
  processInbound(): void {
    for (const [key, processed] of this.journal.entries()) if (!processed.done) this.finish(key, processed);
    for (const name of this.mailbox.complete()) this.process(name);
  }

  records(): InspectedRecord[] {
    const today = stamp(new Date(), 'UTC').date;
    return [...this.members.values()].map((member) => inspect(member, today));
  }

  close(): void {
    this.journal.close();
  }

  private process(name: string): void {
    const bytes = this.mailbox.read(name);
    const header = headerOf(bytes);
    if (!header) {
      this.violations.note('834: no ISA to answer to');
      this.mailbox.setAside(name);
      return;
    }
    const key = String(this.journal.size + 1);
    const processed: Processed = { name, ...this.weigh(bytes, header, Number(key)), done: false };
    this.journal.set(key, processed);
    this.remember(processed);
    this.finish(key, processed);
  }

  private remember({ interchange, members }: Processed): void {
    if (interchange !== null) this.taken.add(interchange);
    for (const member of members) this.members.set(member.memberId, member);
  }

  private finish(key: string, processed: Processed): void {
    for (const { name, text } of processed.answers) this.mailbox.deliver(name, text);
    this.mailbox.drop(processed.name);
    this.journal.set(key, { ...processed, answers: [], done: true });
  }

  private weigh(bytes: Uint8Array, header: InterchangeHeader, sequence: number): Outcome {
    const { note, interchange } = this.admit(bytes, header);
    const answers: Answer[] = [];
    if (header.acknowledge) answers.push(interchangeAnswer(this.envelope(2 * sequence - 1), header, note));
    if (!interchange) {
      this.violations.note(`834: TA1 ${note}`);
      return { interchange: null, members: [], answers };
    }
    const [group] = interchange.groups;
    const changed = new Map<string, MemberRecord>();
    const findings: SetFinding[] = [];
    for (const set of group?.sets ?? []) {
      const examined = examine(set, (id) => changed.get(id) ?? this.members.get(id), this.plan);
      findings.push({ set, faults: examined.faults });
      for (const { segmentId, code } of examined.faults) this.violations.note(`834: IK3 ${segmentId} ${code}`);
      // One bad member rejects its whole transaction set.
      if (examined.faults.length === 0) for (const member of examined.changed) changed.set(member.memberId, member);
    }
    if (group) answers.push(setAnswer(this.envelope(2 * sequence), group, findings));
    return { interchange: header.controlNumber, members: [...changed.values()], answers };
  }

  /** Whether the interchange as such is taken in. */
  private admit(bytes: Uint8Array, header: InterchangeHeader): { readonly note: Note; readonly interchange?: Interchange } {
    const { senderId, receiverId } = this.plan;
    if (header.senderQualifier !== 'ZZ') return { note: '005' };
    if (header.senderId !== senderId) return { note: '006' };
    if (header.receiverQualifier !== 'ZZ') return { note: '007' };
    if (header.receiverId !== receiverId) return { note: '008' };
    if (header.usage !== USAGE) return { note: '020' };
    if (this.taken.has(header.controlNumber)) return { note: '025' };
    try {
      const interchange = readInterchange(bytes);
      const [group, ...more] = interchange.groups;
      const agreed =
        group?.functionalId === 'BE' &&
        group.version === ENROLMENT_VERSION &&
        group.senderId === senderId &&
        group.receiverId === receiverId &&
        group.sets.every(({ type }) => type === '834');
      return agreed && more.length === 0 && interchange.ta1.length === 0 ? { note: '000', interchange } : { note: '024' };
    } catch (error) {
      return { note: noteOf(error) };
    }
  }

  private envelope(controlNumber: number): Envelope {
    const { senderId, receiverId } = this.plan;
    return {
      senderId: receiverId,
      receiverId: senderId,
      at: stamp(new Date(), 'UTC'),
      controlNumber,
      acknowledge: false,
      usage: USAGE,
    };
  }
}

function headerOf(bytes: Uint8Array): InterchangeHeader | null {
  try {
    return readHeader(bytes);
  } catch (error) {
    if (error instanceof X12Problem) return null;
    throw error;
  }
}

function noteOf(error: unknown): Note {
  if (!(error instanceof X12Problem)) throw error;
  if (error.code === 'truncated') return '023';
  if (error.code === 'count_mismatch') return '021';
  if (error.code === 'control_mismatch') return '001';
  return error.code === 'structure' || error.code === 'trailing_data' ? '022' : '024';
}
