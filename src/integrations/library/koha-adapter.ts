import {
  type AdapterDescription,
  type LateReceipts,
  type PartnerAdapter,
  PartnerFailure,
  type PartnerView,
  type Receipt,
  type Submission,
} from '../../modules/links/index.js';
import { answerBatch } from '../transport/batch.js';
import { type KohaApi, type WriteOutcome } from './koha-api.js';
import { correction, dayIn, isOurs, newPatron, type Patron, stateOf } from './patron.js';
import { type KohaSettings } from './settings.js';

/** Why a link was rejected. A closed list, shown to staff. */
export type LibraryRejection =
  /** An adopted number that the library does not know. */
  | 'library.not_found'
  /** A minted number that belongs to somebody else's account there. */
  | 'library.number_taken'
  /** The library has no such branch or patron category: a setting is wrong. */
  | 'library.bad_reference'
  /** The library system refused the record for another reason. */
  | 'library.refused';

type Verdict = 'accepted' | LibraryRejection;

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
  submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    const fatal = (failure: unknown) => !(failure instanceof PartnerFailure) || failure.kind === 'credentials';
    return answerBatch(batch, { atOnce: this.settings.concurrency, fatal }, async (wanted) => {
      const verdict = await this.settle(wanted);
      const about = { linkId: wanted.linkId, version: wanted.version };
      return verdict === 'accepted'
        ? { ...about, outcome: verdict }
        : { ...about, outcome: 'rejected' as const, code: verdict };
    });
  }

  async *collect(): AsyncGenerator<LateReceipts> {
    // Koha answers every request at once: nothing arrives late.
  }

  async verify(token: string): Promise<PartnerView> {
    const patron = await this.api.find(token);
    return patron ? { found: true, state: stateOf(patron, this.today()) } : { found: false };
  }

  close(): Promise<void> {
    return this.release();
  }

  private async settle(wanted: Submission): Promise<Verdict> {
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

function verdict(outcome: WriteOutcome): Verdict {
  if (outcome === 'done') return 'accepted';
  return outcome === 'duplicate' ? 'library.number_taken' : `library.${outcome}`;
}
