import {
  type AdapterDescription,
  type LateReceipts,
  type LinkState,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerRecord,
  type PartnerView,
  type Receipt,
  type Submission,
} from '../../../modules/links/index.js';
import { answerBatch } from '../../transport/batch.js';
import { settleBatch } from '../../transport/settle-batch.js';
import { dayBefore, dayIn, lastDay, lastMonth } from '../calendar.js';
import { type Verdict } from '../rejections.js';
import { barcodesOf } from './barcodes.js';
import { type Papi, type PapiOutcome, type PolarisPatron } from './papi.js';
import { writeDay } from './papi-date.js';
import { type PolarisSettings } from './settings.js';

/** Polaris demands a name and a birth date; these say nothing about anybody. */
const NOBODY = { NameFirst: 'CARD', NameLast: 'CITYKEY', BirthDate: writeDay('2000-01-01') };
/** Patrons looked at between two that are handed on. */
const LOOKED_AT_ONCE = 50;
/** A query that finds more than these of other people, and more than of ours, is the wrong one. */
const MOST_STRANGERS = 100;
const ADDRESS_CHECK_MARGIN_MS = 365 * 24 * 3_600_000;

/** A replacement whose number somebody else registers meanwhile: the old one's end, then a question, a registration and a correction. */
const MOST_REQUESTS = 6;

/**
 * Keeps patrons of a Polaris library system in step, by its API (PAPI).
 *
 * PAPI has no lost flag, so a suspended number carries another patron code. That would re-categorise a holder's own
 * account, so the suspension of an adopted number is rejected, for the library's staff to do. A replacing number is
 * registered with the old one as its former barcode, after the old one has ended: PAPI documents no change of
 * barcode, and the library's staff can merge the two by it. A search shows no states, so that a full list is a search for
 * barcodes and then the basic data of each.
 */
export class PolarisAdapter implements PartnerAdapter {
  /** Left out where no query is agreed. */
  readonly fullList?: () => AsyncGenerator<PartnerRecord>;

  constructor(
    private readonly papi: Papi,
    private readonly settings: PolarisSettings,
    private readonly now: () => Date,
    private readonly release: () => Promise<void>,
  ) {
    const { listQuery: query } = settings;
    if (query !== null) this.fullList = () => this.list(query);
  }

  describe(): AdapterDescription {
    return { service: 'library', profile: 'polaris-papi', batchSize: 50, carriesExpiry: true, exclusive: false, submitEverySeconds: 0 };
  }

  /** A link that failed alone has no receipt among those returned; it is to be tried again. */
  submit(batch: readonly Submission[], until?: Date): Promise<readonly Receipt[]> {
    const fatal = (failure: unknown) => !(failure instanceof PartnerFailure) || failure.kind === 'credentials';
    const { concurrency: atOnce, answerTimeoutMs } = this.settings;
    const linkMs = MOST_REQUESTS * answerTimeoutMs;
    return settleBatch(batch, { atOnce, fatal, until, now: this.now, linkMs }, (wanted) => this.settle(wanted));
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    // PAPI answers every request at once: nothing arrives late.
  }

  async verify(token: string): Promise<PartnerView> {
    const patron = await this.papi.find(token);
    return patron ? { found: true, state: this.stateOf(patron) } : { found: false };
  }

  close(): Promise<void> {
    return this.release();
  }

  /** Minted numbers only: adopted accounts have other codes, and are verified one by one. */
  private async *list(query: string): AsyncGenerator<PartnerRecord> {
    const { concurrency, pageSize } = this.settings;
    const barcodes = [...(await barcodesOf((page) => this.papi.search(query, page, pageSize)))];
    let [ours, strangers] = [0, 0];
    for (let at = 0; at < barcodes.length; at += LOOKED_AT_ONCE) {
      const some = barcodes.slice(at, at + LOOKED_AT_ONCE);
      // One that cannot be read leaves a list that is none.
      const looked = await answerBatch(some, { atOnce: concurrency, fatal: () => true }, async (token) => ({ token, patron: await this.papi.find(token) }));
      // Whoever has gone since the search is in no list.
      for (const { token, patron } of looked) {
        if (!patron) continue;
        if (!this.isOurs(patron)) strangers += 1;
        else {
          ours += 1;
          yield { token, state: this.stateOf(patron), validThrough: this.validThroughOf(patron) };
        }
      }
      if (strangers > Math.max(MOST_STRANGERS, ours)) throw new PartnerFailure('retry', 'list_too_wide');
    }
  }

  private async settle({ replaces, ...wanted }: Submission): Promise<Verdict> {
    if (!replaces || replaces.token === wanted.token) return this.settleOne(wanted);
    const ended = await this.settleOne({ ...wanted, ...replaces, state: 'ended' });
    const former = replaces.origin === 'minted' ? replaces.token : undefined;
    const verdict = await this.settleOne(wanted, former);
    return verdict === 'accepted' ? ended : verdict;
  }

  private async settleOne(wanted: Submission, former?: string): Promise<Verdict> {
    // An adopted account is let go of by not touching it any more.
    if (wanted.origin === 'adopted') return wanted.state === 'ended' ? 'accepted' : this.checkAdopted(wanted);
    const patron = await this.papi.find(wanted.token);
    if (patron) return this.correct(patron, wanted);
    return wanted.state === 'ended' ? 'accepted' : this.register(wanted, former);
  }

  private async checkAdopted({ token, state }: Submission): Promise<Verdict> {
    if (!(await this.papi.find(token))) return 'library.not_found';
    return state === 'suspended' ? 'library.suspension_unsupported' : 'accepted';
  }

  private async register(wanted: Submission, former: string | undefined): Promise<Verdict> {
    const registered = await this.papi.register({
      ...this.settings.logon,
      ...NOBODY,
      ...this.settings.address,
      PatronBranchID: this.settings.branchId,
      Barcode: wanted.token,
      PatronCode: this.codeFor(wanted),
      ExpirationDate: writeDay(lastDay(wanted.validThrough, this.settings.neverExpiresOn)),
      AddrCheckDate: writeDay(this.settings.neverExpiresOn),
      ...(former === undefined ? {} : { FormerBarcode: former }),
    });
    if (registered !== 'duplicate') return verdictOf(registered);
    // Somebody was faster, perhaps an earlier attempt of ours whose answer was lost.
    const patron = await this.papi.find(wanted.token);
    return patron ? this.correct(patron, wanted) : 'library.number_taken';
  }

  private async correct(patron: PolarisPatron, wanted: Submission): Promise<Verdict> {
    if (!this.isOurs(patron)) return wanted.state === 'ended' ? 'accepted' : 'library.number_taken';
    const fields = this.correction(patron, wanted);
    if (Object.keys(fields).length === 0) return 'accepted';
    const updated = await this.papi.update(wanted.token, { ...this.settings.logon, ...fields });
    return updated === 'not_found' && wanted.state === 'ended' ? 'accepted' : verdictOf(updated);
  }

  /** Only what differs: a field that is left out stays. An address check that comes up would block the patron. */
  private correction(patron: PolarisPatron, wanted: Submission): Readonly<Record<string, unknown>> {
    const { timeZone, neverExpiresOn } = this.settings;
    const shown = patron.expires && dayIn(timeZone, patron.expires);
    const ended = shown !== null && shown < this.today();
    const expires =
      wanted.state === 'ended' ? (ended ? shown : dayBefore(this.today())) : lastDay(wanted.validThrough, neverExpiresOn);
    const due = !patron.addressCheck || patron.addressCheck.getTime() < this.now().getTime() + ADDRESS_CHECK_MARGIN_MS;
    return {
      ...(expires === shown ? {} : { ExpirationDate: writeDay(expires) }),
      ...(wanted.state !== 'ended' && due ? { AddrCheckDate: writeDay(neverExpiresOn) } : {}),
      ...(wanted.state === 'ended' || patron.patronCode === this.codeFor(wanted) ? {} : { PatronCode: this.codeFor(wanted) }),
    };
  }

  private isOurs({ patronCode }: PolarisPatron): boolean {
    return [this.settings.patronCode, this.settings.suspendedPatronCode].includes(patronCode);
  }

  private stateOf(patron: PolarisPatron): LinkState {
    const ended = patron.expires !== null && dayIn(this.settings.timeZone, patron.expires) < this.today();
    const suspended = patron.patronCode === this.settings.suspendedPatronCode;
    return ended ? 'ended' : suspended ? 'suspended' : 'active';
  }

  private validThroughOf({ expires }: PolarisPatron): string | null {
    const { timeZone, neverExpiresOn } = this.settings;
    return expires && lastMonth(dayIn(timeZone, expires), neverExpiresOn);
  }

  private codeFor({ state }: Submission): number {
    return state === 'suspended' ? this.settings.suspendedPatronCode : this.settings.patronCode;
  }

  private today(): string {
    return dayIn(this.settings.timeZone, this.now());
  }
}

function verdictOf(outcome: PapiOutcome): Verdict {
  if (outcome === 'done') return 'accepted';
  return outcome === 'duplicate' ? 'library.number_taken' : `library.${outcome}`;
}
