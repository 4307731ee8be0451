import {
  type AdapterDescription,
  type LateReceipts,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerRecord,
  type PartnerView,
  type Receipt,
  type Submission,
} from '../../modules/links/index.js';
import { settleBatch } from '../transport/settle-batch.js';
import { dayIn } from './calendar.js';
import { type KohaApi, type WriteOutcome } from './koha-api.js';
import { correction, isOurs, newPatron, type Patron, stateOf, validThroughOf } from './patron.js';
import { type Verdict } from './rejections.js';
import { type KohaSettings } from './settings.js';
import { type Sip2Client } from './sip2/client.js';
import { viewOf } from './sip2/patron-view.js';

/** A replacement whose number somebody else makes meanwhile: two questions, the renaming, an enrolment of four, the old one's end. */
const MOST_REQUESTS = 9;

/**
 * Keeps patrons of a Koha library system in step, by its REST API.
 *
 * Every link is settled by reading first, so that being handed a state twice writes once.
 */
export class KohaAdapter implements PartnerAdapter {
  constructor(
    private readonly api: KohaApi,
    private readonly settings: KohaSettings,
    private readonly now: () => Date,
    private readonly release: () => Promise<void>,
    /** What `verify` asks instead of the REST interface, where the library wants it so. */
    private readonly sip2: Sip2Client | null = null,
  ) {}

  describe(): AdapterDescription {
    return {
      service: 'library',
      profile: 'koha-rest',
      batchSize: 50,
      carriesExpiry: true,
      exclusive: false,
      submitEverySeconds: 0,
    };
  }

  /** A link that failed alone has no receipt among those returned; it is to be tried again. */
  async submit(batch: readonly Submission[], until?: Date): Promise<readonly Receipt[]> {
    const fatal = (failure: unknown) => !(failure instanceof PartnerFailure) || failure.kind === 'credentials';
    const { concurrency: atOnce, answerTimeoutMs } = this.settings;
    try {
      const linkMs = MOST_REQUESTS * answerTimeoutMs;
      return await settleBatch(batch, { atOnce, fatal, until, now: this.now, linkMs }, (wanted) => this.settle(wanted));
    } finally {
      this.sip2?.renew();
    }
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    // Koha answers every request at once: nothing arrives late.
  }

  /** Minted numbers only: adopted accounts are in other categories, and are verified one by one. */
  async *fullList(): AsyncGenerator<PartnerRecord> {
    const today = this.today();
    for await (const patron of this.api.inCategory(this.settings.categoryId, this.settings.pageSize)) {
      yield { token: patron.cardnumber, state: stateOf(patron, today), validThrough: validThroughOf(patron, this.settings) };
    }
  }

  async verify(token: string): Promise<PartnerView> {
    if (this.sip2) return viewOf(await this.sip2.patronInformation(token), this.today());
    const patron = await this.api.find(token);
    return patron ? { found: true, state: stateOf(patron, this.today()) } : { found: false };
  }

  async close(): Promise<void> {
    await Promise.all([this.sip2?.close(), this.release()]);
  }

  /**
   * With a replacement, the new number first and the old one in any case: the old card is lost to its holder even
   * where the library will not have the new number. Asked again after a crash in between, the same steps converge.
   */
  private async settle(wanted: Submission): Promise<Verdict> {
    const old = replacedBy(wanted);
    if (!old) return this.settleOne(wanted);
    const verdict = await this.settleNew(wanted, old);
    const ended = await this.settleOne(old);
    return verdict === 'accepted' ? ended : verdict;
  }

  /** A minted number takes over the account of the minted one before it, loans and holds included. */
  private async settleNew(wanted: Submission, old: Submission): Promise<Verdict> {
    const follows = wanted.origin === 'minted' && old.origin === 'minted' && wanted.state !== 'ended';
    if (!follows || (await this.api.find(wanted.token))) return this.settleOne(wanted);
    const patron = await this.api.find(old.token);
    if (!patron || !isOurs(patron, this.settings)) return this.settleOne(wanted);
    const body = correction(patron, wanted, this.settings, this.today());
    const renamed = body ? await this.api.replace(patron.patron_id, body) : 'done';
    // Somebody was faster with the new number, or the account went away: then it is an enrolment like any other.
    return renamed === 'duplicate' || renamed === 'not_found' ? this.settleOne(wanted) : verdict(renamed);
  }

  private async settleOne(wanted: Submission): Promise<Verdict> {
    // An adopted account is let go of by not touching it any more.
    if (wanted.origin === 'adopted' && wanted.state === 'ended') return 'accepted';
    const patron = await this.api.find(wanted.token);
    if (patron) return this.correct(patron, wanted);
    if (wanted.state === 'ended') return 'accepted';
    return wanted.origin === 'adopted' ? 'library.not_found' : this.create(wanted);
  }

  private async create(wanted: Submission): Promise<Verdict> {
    const created = await this.api.create(newPatron(wanted, this.settings));
    if (created !== 'duplicate') return verdict(created);
    // Somebody was faster, perhaps an earlier attempt of ours whose answer was lost.
    const patron = await this.api.find(wanted.token);
    return patron ? this.correct(patron, wanted) : 'library.number_taken';
  }

  private async correct(patron: Patron, wanted: Submission): Promise<Verdict> {
    if (wanted.origin === 'minted' && !isOurs(patron, this.settings)) {
      return wanted.state === 'ended' ? 'accepted' : 'library.number_taken';
    }
    const body = correction(patron, wanted, this.settings, this.today());
    if (!body) return 'accepted';
    const replaced = await this.api.replace(patron.patron_id, body);
    return replaced === 'not_found' && wanted.state === 'ended' ? 'accepted' : verdict(replaced);
  }

  private today(): string {
    return dayIn(this.settings.timeZone, this.now());
  }
}

/** The end of the replaced number, or null where there is none or a number stays the same on a new card. */
function replacedBy({ replaces, ...wanted }: Submission): Submission | null {
  return !replaces || replaces.token === wanted.token ? null : { ...wanted, ...replaces, state: 'ended' };
}

function verdict(outcome: WriteOutcome): Verdict {
  if (outcome === 'done') return 'accepted';
  return outcome === 'duplicate' ? 'library.number_taken' : `library.${outcome}`;
}
