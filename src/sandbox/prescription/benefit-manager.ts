import path from 'node:path';
import {
  ENROLMENT_VERSION,
  type Envelope,
  type Interchange,
  type InterchangeHeader,
  isAudit,
  membersOf,
  readHeader,
  readInterchange,
  stamp,
  type TransactionSet,
  X12Problem,
} from '../../integrations/prescription/x12/index.js';
import { Journal } from '../journal.js';
import { type InspectedRecord, type SandboxPlan } from '../plan.js';
import { STRAY } from '../stray-person.js';
import { type Violations } from '../strict-partner.js';
import { type Answer, interchangeAnswer, type Note, setAnswer, type SetFinding } from './answers.js';
import { type AuditReport, compareAudit, type ListedMember } from './audit-report.js';
import { type Fault } from './compare.js';
import { examine } from './examine.js';
import { type PrescriptionFaults } from './faults.js';
import { type Mailbox } from './mailbox.js';
import { inspect, isCovered, type MemberRecord } from './members.js';
import { rosterFile } from './roster.js';
import { type Wrapping } from './wrapping.js';

/** Whose day a roster shows. */
const CALENDAR = 'America/Chicago';

/** The sandbox exchanges test files only (ISA15). */
const USAGE = 'T';

/** A full audit of some 110,000 members. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** One inbound file and everything it led to: one line of the journal, so all of it or nothing. */
interface Processed {
  readonly name: string;
  /** Its ISA13 when it was taken in: never to be taken in again. */
  readonly interchange: string | null;
  readonly members: readonly MemberRecord[];
  /** Emptied when they have been delivered and the inbound file is gone. */
  readonly answers: readonly Answer[];
  /** What a full audit showed. */
  readonly audit?: AuditReport;
  readonly done: boolean;
}

type Outcome = Pick<Processed, 'interchange' | 'members' | 'answers' | 'audit'>;

/** Where a benefit manager works, and with what. */
export interface Workplace {
  readonly home: string;
  readonly mailbox: Mailbox;
  readonly wrapping: Wrapping;
  readonly violations: Violations;
  readonly faults: PrescriptionFaults;
  /** Told what was inside every file that came in, or the file itself where it could not be opened. */
  readonly opened: (content: Uint8Array) => void;
}

/**
 * Reads change files, keeps members and answers. A file is journalled with its effects and its answers
 * first; answers and clean-up follow and are repeated after a crash until they are journalled as done.
 */
export class BenefitManager {
  private readonly journal: Journal<Processed>;
  private readonly members = new Map<string, MemberRecord>();
  private readonly taken = new Set<string>();

  private lastAudit: AuditReport | null = null;
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly plan: SandboxPlan['prescription'],
    private readonly at: Workplace,
  ) {
    this.journal = new Journal(path.join(at.home, 'processed.jsonl'));
    for (const processed of this.journal.values()) this.remember(processed);
  }

  /** Finishes what a crash interrupted, then processes every complete inbound file by name; one call after the other. */
  processInbound(): Promise<void> {
    this.working = this.working.catch(() => undefined).then(() => this.processAll());
    return this.working;
  }

  records(): InspectedRecord[] {
    const today = stamp(new Date(), 'UTC').date;
    return [...this.members.values()].map((member) => inspect(member, today, this.lastAudit?.standings[member.memberId]));
  }

  /** Lays out all members as they are on a day, in the place of the roster before. */
  async layOutRoster(day = stamp(new Date(), CALENDAR).date): Promise<void> {
    const { mailbox, wrapping } = this.at;
    const members = [...this.members.values()].map((member) => ({ id: member.memberId, covered: isCovered(member, day), until: member.coverageEnd }));
    const { senderId, receiverId } = this.plan;
    const before = mailbox.names('outbound').filter((name) => name.startsWith('CKROSTER_'));
    const number = 1 + Math.max(0, ...before.map((name) => Number(/_(\d+)\.csv/.exec(name)?.[1])));
    const { name, text } = rosterFile({ from: receiverId, to: senderId, usage: USAGE, day, number }, members);
    mailbox.deliver(`${name}${wrapping.suffix}`, await wrapping.wrap(Buffer.from(text, 'latin1')));
    for (const old of before) mailbox.takeBack(old);
  }

  /** Changes one member by hand, as somebody at a screen would; null takes it away. Forgotten at the next start. */
  edit(memberId: string, change: Partial<MemberRecord> | null): void {
    const member = this.members.get(memberId);
    if (!member) return;
    if (change === null) this.members.delete(memberId);
    else this.members.set(memberId, { ...member, ...change });
  }

  /** What the last full audit showed that was taken in whole. */
  audit(): AuditReport | null {
    return this.lastAudit;
  }

  async close(): Promise<void> {
    await this.working.catch(() => undefined);
    this.journal.close();
  }

  private async processAll(): Promise<void> {
    for (const [key, processed] of this.journal.entries()) if (!processed.done) await this.finish(key, processed);
    for (const name of this.at.mailbox.complete()) await this.process(name);
  }

  private async process(name: string): Promise<void> {
    const { mailbox, wrapping, violations, opened } = this.at;
    const bytes = mailbox.read(name);
    const content = await wrapping.unwrap(bytes);
    opened(content ?? bytes);
    const header = content && headerOf(content);
    if (!content || !header) {
      violations.note(content ? '834: no ISA to answer to' : '834: not encrypted and signed as agreed');
      mailbox.setAside(name);
      return;
    }
    const key = String(this.journal.size + 1);
    const processed: Processed = { name, ...this.weigh(content, header, Number(key)), done: false };
    this.journal.set(key, processed);
    this.remember(processed);
    await this.finish(key, processed);
  }

  private remember({ interchange, members, audit }: Processed): void {
    if (interchange !== null) this.taken.add(interchange);
    for (const member of members) this.members.set(member.memberId, member);
    this.lastAudit = audit ?? this.lastAudit;
  }

  private async finish(key: string, processed: Processed): Promise<void> {
    const { mailbox, wrapping } = this.at;
    for (const { name, text, raw } of processed.answers) {
      const content = Buffer.from(text, 'latin1');
      mailbox.deliver(`${name}${wrapping.suffix}`, raw ? content : await wrapping.wrap(content));
    }
    mailbox.drop(processed.name);
    this.journal.set(key, { ...processed, answers: [], done: true });
  }

  private weigh(bytes: Uint8Array, header: InterchangeHeader, sequence: number): Outcome {
    const { faults, violations } = this.at;
    const { note, interchange } = this.admit(bytes, header);
    const answers: Answer[] = [];
    if (header.acknowledge) answers.push(interchangeAnswer(this.envelope(2 * sequence - 1), header, note));
    if (!interchange) {
      violations.note(`834: TA1 ${note}`);
      return { interchange: null, members: [], answers: faults.spoil(answers) };
    }
    const [group] = interchange.groups;
    const { changed, findings, listed } = this.weighSets(group?.sets ?? []);
    if (group) answers.push(setAnswer(this.envelope(2 * sequence), group, findings, faults.get('names') ? STRAY.name : null));
    const members = [...changed.values()];
    const audit = listed && compareAudit(header.controlNumber, listed, this.members.values(), stamp(new Date(), 'UTC').date);
    return { interchange: header.controlNumber, members, answers: faults.spoil(answers), ...(audit && { audit }) };
  }

  private weighSets(sets: readonly TransactionSet[]): Weighed {
    const { faults, violations } = this.at;
    const position = faults.take('rejectMember');
    const changed = new Map<string, MemberRecord>();
    const findings: SetFinding[] = [];
    const listed: ListedMember[] = [];
    for (const set of sets) {
      const examined = examine(set, (id) => changed.get(id) ?? this.members.get(id), this.plan);
      const found = [...examined.faults, ...rejection(set, position)];
      findings.push({ set, faults: found });
      for (const { segmentId, code } of examined.faults) violations.note(`834: IK3 ${segmentId} ${code}`);
      // One bad member rejects its whole transaction set.
      if (found.length > 0) continue;
      for (const member of examined.changed) changed.set(member.memberId, member);
      listed.push(...examined.listed);
    }
    // An audit of which a part was refused cannot tell who is missing.
    const whole = sets.length > 0 && sets.every(isAudit) && findings.every((one) => one.faults.length === 0);
    return { changed, findings, listed: whole ? listed : null };
  }

  /** Whether the interchange as such is taken in. */
  private admit(bytes: Uint8Array, header: InterchangeHeader): { readonly note: Note; readonly interchange?: Interchange } {
    const { senderId, receiverId } = this.plan;
    const refuseNext = this.at.faults.take('refuseNext');
    if (refuseNext !== undefined) return { note: refuseNext };
    if (header.senderQualifier !== 'ZZ') return { note: '005' };
    if (header.senderId !== senderId) return { note: '006' };
    if (header.receiverQualifier !== 'ZZ') return { note: '007' };
    if (header.receiverId !== receiverId) return { note: '008' };
    if (header.usage !== USAGE) return { note: '020' };
    if (this.taken.has(header.controlNumber)) return { note: '025' };
    try {
      const interchange = readInterchange(bytes, MAX_FILE_BYTES);
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

/** What the sets of one interchange lead to. */
interface Weighed {
  readonly changed: ReadonlyMap<string, MemberRecord>;
  readonly findings: readonly SetFinding[];
  /** What a full audit lists, or null for changes and for an audit of which a part was refused. */
  readonly listed: readonly ListedMember[] | null;
}

/** The fault found with the member at a position from 1, for no reason. */
function rejection(set: TransactionSet, position: number | undefined): Fault[] {
  const range = position === undefined ? undefined : membersOf(set)[position - 1];
  return range ? [{ position: range.first, segmentId: 'INS', code: '8', element: [3, '7'] }] : [];
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
