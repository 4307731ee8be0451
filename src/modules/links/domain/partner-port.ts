import { type LinkState, type Service, type TokenOrigin } from './service.js';

/** What is remembered of a token at its partner. */
export interface Remembered {
  /** What an earlier accepted receipt asked to remember, or null. Only the adapter reads meaning into it. */
  readonly reference: string | null;
  /**
   * What the partner's own list said when the link was told again for it: true where it had the token, false where it lacked
   * one that the partner may have had before. Left out where no list has said anything since a receipt asked to remember
   * something. A list may be wrong: a token that it lacked may be there all the same.
   */
  readonly listed?: boolean;
}

/**
 * What the city wants one partner to show for one token.
 *
 * It is a state, not a command: an adapter makes it so, and may be handed the same
 * submission twice without harm. The idempotency key is service + token + version.
 */
export interface Submission extends Remembered {
  /** Our name for the link, to match receipts by. Never sent to a partner. */
  readonly linkId: string;
  readonly token: string;
  /** An adopted identifier belongs to its holder: never created, renamed or expired by us. */
  readonly origin: TokenOrigin;
  readonly state: LinkState;
  readonly version: number;
  /** `YYYY-MM` (valid until the last day of that month) or `never`. */
  readonly validThrough: string;
  /**
   * The token this one takes the place of: the nearest ancestor that the partner confirmed. Old and new are one
   * submission, and its receipt settles both: after it the partner shows the new token in `state` and the old one
   * as ended. Left out for a plain enrolment. A new token that is ended already only ends the old one.
   */
  readonly replaces?: ReplacedToken;
}

/** The earlier token of a replaced link, and what is remembered of it. */
export interface ReplacedToken extends Remembered {
  readonly token: string;
  readonly origin: TokenOrigin;
  /** True when the partner has shown it as ended before, because its month was over for instance. */
  readonly ended?: boolean;
}

/** A partner's answer for one link. Codes come from the adapter's closed list, never from a partner's text. */
export type Receipt =
  | { readonly linkId: string; readonly version: number; readonly outcome: 'accepted'; readonly reference?: string }
  | { readonly linkId: string; readonly version: number; readonly outcome: 'rejected'; readonly code: string }
  | { readonly linkId: string; readonly version: number; readonly outcome: 'pending' }
  /** Nothing of it was sent, because there was not time enough: it counts as no attempt. */
  | { readonly linkId: string; readonly version: number; readonly outcome: 'untried' };

/** Answers that arrive after the submission, from acknowledgement files for instance. */
export interface LateReceipts {
  readonly receipts: readonly Receipt[];
  /** Outbound files that need no further answer; they are deleted in the commit that settles the receipts. */
  readonly closes: readonly string[];
  /** Called after that commit: now the acknowledgement may be removed at the partner's. */
  settled(): Promise<void>;
}

/**
 * Something at a partner's that no later answer will settle by itself, so that a person must look: how often, and
 * since when. It names no file, token or partner text; the code is from the closed list that the profile registers.
 * A code that ends in `.full_list_wanted` is answered by the lane itself, with a full audit.
 */
export interface LaneNotice {
  /** For instance `x12.file_aged`. */
  readonly code: string;
  readonly count: number;
  /** The day of the oldest one, `YYYY-MM-DD`. */
  readonly sinceDay: string;
}

/**
 * One link as a full audit lists it: what the partner has confirmed, or what it was told in a file that it has not
 * answered yet and may have applied. Never what is still to be sent.
 */
export type AuditedLink = Pick<Submission, 'token' | 'origin' | 'state' | 'validThrough'>;

/** What the partner shows for a token, reduced to what reconciliation may know. */
export type PartnerView = { readonly found: false } | { readonly found: true; readonly state: LinkState };

/** One record of a partner's full list, reduced to what reconciliation may know. */
export interface PartnerRecord {
  readonly token: string;
  readonly state: LinkState;
  /** The last month that is valid to its end, `YYYY-MM`, or `never`; null where the partner does not say. */
  readonly validThrough: string | null;
}

/** What a partner's full list says of itself, where it is a file that does. */
export interface ListHead {
  /** The day that it shows, in the city's calendar, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Its number in the partner's own count, or null. */
  readonly sequence: number | null;
  /** How many records it has, or null where it does not say. */
  readonly rows: number | null;
}

/** What can be wrong with a full list that is there. It is set aside whole: what was read of it counts for nothing. */
export type ListFault =
  | 'signature_invalid'
  | 'not_decrypted'
  /** The name says something else than the content, or than was agreed. */
  | 'name_mismatch'
  | 'hash_total_wrong'
  | 'row_count_wrong'
  | 'truncated'
  | 'malformed';

/** A full list that cannot be used. No later try will change that, until the partner makes another. */
export class FullListRefused extends Error {
  constructor(readonly fault: ListFault) {
    super(`full list: ${fault}`);
    this.name = 'FullListRefused';
  }
}

export interface AdapterDescription {
  readonly service: Service;
  /** For instance `koha-rest`. */
  readonly profile: string;
  /** The most submissions `submit` takes at once. */
  readonly batchSize: number;
  /** Whether the partner knows the last month by itself; where not, a passed month is submitted as ended. */
  readonly carriesExpiry: boolean;
  /** True when only one instance of the service may talk to this partner at a time (file exchange). */
  readonly exclusive: boolean;
  /** Seconds between two calls of `submit` at the least (a partner's schedule); 0 for at once. */
  readonly submitEverySeconds: number;
  /** True where the partner has no suspension: a token that is suspended here is ended there, and may be reinstated. */
  readonly suspendsByEnding?: boolean;
}

/** One partner's system behind its own protocol. Implemented in `src/integrations`. */
export interface PartnerAdapter {
  describe(): AdapterDescription;
  /**
   * Brings the partner to the states given and answers a receipt for each link it came to know of; a link without
   * one is tried again.
   * @param until when other instances may take the links over: from then on nothing of them may be sent, and nothing is
   *   begun that the partner might answer later only. What is in a kept file is nobody else's, whenever it is sent. Left
   *   out where nobody can take them over.
   * @throws PartnerFailure when the whole batch could not be answered; every link of it is tried again.
   */
  submit(batch: readonly Submission[], until?: Date): Promise<readonly Receipt[]>;
  /** Sends what an earlier crash left unsent and yields what the partner has answered since. */
  collect(): AsyncIterable<LateReceipts>;
  /** Asks the partner what it shows for one token, or `null` where its protocol has no such question. */
  verify(token: string): Promise<PartnerView | null>;
  /** What waits for a person at this partner's, as the last `collect` found it. Left out where nothing can. */
  notices?(): readonly LaneNotice[];
  /**
   * Tells the partner everything it should have, for it to compare; changes nothing there. One pass, however many
   * links: nothing is kept of it, and one that was cut short is forgotten, because the next says it all again.
   * Left out where the protocol has no such file. Never called at the same time as `submit` or `collect`, on any
   * instance: a lane that has it is exclusive.
   * @returns how many links were listed; 0 when there was nothing to send.
   * @throws PartnerFailure when it could not be sent.
   */
  submitFullAudit?(links: AsyncIterable<AuditedLink>): Promise<number>;
  /**
   * Every token that the partner knows from us, in no promised order; adopted ones only where its list has them.
   * Left out where a protocol has no list: reconciliation then works from a file or an upload.
   * @param meet is told what the list says of itself, before the first record, where it says anything.
   * @throws PartnerFailure when the list did not come to its end, FullListRefused when it is not to be trusted: what was
   *   yielded is then no full list.
   */
  fullList?(meet?: (head: ListHead) => void): AsyncIterable<PartnerRecord>;
  /** Frees sockets. */
  close(): Promise<void>;
}

export type PartnerFailureKind = 'retry' | 'credentials';

/**
 * A partner, or the way to it, failed as a whole: nothing is known about any link of the batch.
 * `retry` is a time-out, a closed connection, a 5xx or an unreadable answer; `credentials` stops the lane.
 * The code is from a closed list (`connect_failed`, `timeout`, `http_503`, ...); a partner's text is never kept.
 */
export class PartnerFailure extends Error {
  constructor(
    readonly kind: PartnerFailureKind,
    readonly code: string,
  ) {
    super(`${kind}: ${code}`);
    this.name = 'PartnerFailure';
  }
}

/** One link inside an outbound file, in the order of the file. */
export interface OutboundEntry {
  readonly linkId: string;
  /** 0 for what goes along with the link's own entry, and whose answer says nothing of the link. */
  readonly version: number;
}

/**
 * Exact bytes that go, or went, to a partner. Where they are encrypted anew each time, `content` may hold beside them
 * what they were made from, in a form of the adapter's own: the file is sealed at rest and deleted once answered.
 */
export interface OutboundFile {
  /** The adapter's own name for the file, by which an acknowledgement finds it (a control number, say). */
  readonly reference: string;
  readonly name: string;
  readonly content: Uint8Array;
  readonly entries: readonly OutboundEntry[];
}

/** What an adapter may keep across a crash. Scoped to one service; everything in it is sealed at rest. */
export interface LaneStorage {
  /**
   * The next value of a durable counter, from 1. Committed before it is returned, so never given twice.
   * @param atLeast for a counter that is not to stay behind something else, such as the seconds of a clock.
   */
  nextNumber(counter: string, atLeast?: number): Promise<number>;
  /**
   * Keeps a file before it is sent and, in the same commit, marks its links as pending,
   * so that a crash sends these bytes again instead of making another file.
   * @throws PartnerFailure `lane_taken_over` when another instance speaks for this lane, or of these links, by now. Nothing is
   *   kept then, and nothing is to be sent.
   */
  keepOutbound(file: OutboundFile): Promise<void>;
  /** Files kept and not yet marked as sent, oldest first. */
  unsentOutbound(): Promise<readonly OutboundFile[]>;
  markSent(reference: string): Promise<void>;
  /** Files sent and not yet closed by an answer, oldest first. */
  sentOutbound(): Promise<readonly OutboundFile[]>;
  /** A kept file by its reference, or null (never sent, or acknowledged before). */
  findOutbound(reference: string): Promise<OutboundFile | null>;
}

/** How to reach one partner: settings as the adapter documents them, credentials opened for this use. */
export interface PartnerConnection {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
}

/** The one registration line of a partner profile. */
export interface AdapterFactory {
  readonly service: Service;
  readonly profile: string;
  /** Every code by which its adapter's work for a lane can fail; in metrics any other counts as `other`. */
  readonly failureCodes?: readonly string[];
  /** Every code its adapter's notices can have. */
  readonly noticeCodes?: readonly string[];
  /** @throws SettingsProblem naming the setting that is missing or wrong. */
  create(connection: PartnerConnection, storage: LaneStorage, now: () => Date): PartnerAdapter;
}

/** A partner's settings do not fit its adapter. The message names the setting and never its value. */
export class SettingsProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SettingsProblem';
  }
}
