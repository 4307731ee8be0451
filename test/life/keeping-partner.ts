import { type LinkState, PartnerFailure, type Receipt, type Submission } from '../../src/modules/links/index.js';
import { accepted, rejected, ScriptedPartner } from '../links/scripted-adapter.js';

/**
 * What becomes of one submission: done and said; done and the answer lost; not done; refused; of two tokens, the new one taken and
 * the end of the former refused; answered by a file.
 */
export type Fate = 'accepted' | 'answer_lost' | 'failed' | 'rejected' | 'half_rejected' | 'pending';

interface OpenFile {
  readonly reference: string;
  readonly batch: readonly Submission[];
}

/** A partner that keeps what it was told, token by token. Handed the same twice, it holds the same. */
export class KeepingPartner extends ScriptedPartner {
  readonly shown = new Map<string, LinkState>();
  /** Every token that was ever named, in what role. */
  readonly named: { readonly token: string; readonly state: LinkState; readonly replaces?: string }[] = [];
  fate: Fate = 'accepted';
  private files: OpenFile[] = [];
  private count = 0;

  override async submit(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    this.batches.push(batch);
    for (const { token, state, replaces } of batch) this.named.push({ token, state, ...(replaces ? { replaces: replaces.token } : {}) });
    if (this.fate === 'failed') throw new PartnerFailure('retry', 'connect_failed');
    if (this.fate === 'rejected') return batch.map((one) => this.refuse(one));
    if (this.fate === 'half_rejected') return batch.map((one) => this.halfRefuse(one));
    if (this.fate === 'pending') return this.file(batch);
    batch.forEach((one) => this.hold(one));
    if (this.fate === 'answer_lost') throw new PartnerFailure('retry', 'timeout');
    return batch.map(accepted);
  }

  /** Answers the files that are open, oldest first, in time for the next collection. */
  answerFiles(how: 'accepted' | 'rejected' = 'accepted'): void {
    for (const { reference, batch } of this.files.splice(0)) {
      if (how === 'accepted') batch.forEach((one) => this.hold(one));
      const receipts = batch.map((one) => (how === 'accepted' ? accepted(one) : this.refuse(one)));
      this.late.push({ receipts, closes: [reference], settled: () => Promise.resolve() });
    }
  }

  /** Tokens that open something here. */
  live(): string[] {
    return [...this.shown].filter(([, state]) => state !== 'ended').map(([token]) => token);
  }

  override forget(): void {
    super.forget();
    this.shown.clear();
    this.named.length = 0;
    this.files = [];
    this.fate = 'accepted';
  }

  /** No partner refuses to let something end. */
  private refuse(one: Submission): Receipt {
    if (one.state !== 'ended') return rejected(one);
    this.hold(one);
    return accepted(one);
  }

  private halfRefuse(one: Submission): Receipt {
    const { replaces, ...alone } = one;
    this.hold(alone);
    return replaces && replaces.token !== one.token && one.state !== 'ended' ? rejected(one) : accepted(one);
  }

  private hold({ token, state, replaces }: Submission): void {
    if (replaces && replaces.token !== token && this.shown.has(replaces.token)) this.shown.set(replaces.token, 'ended');
    if (state !== 'ended' || this.shown.has(token)) this.shown.set(token, state);
  }

  private async file(batch: readonly Submission[]): Promise<readonly Receipt[]> {
    const reference = `file-${(this.count += 1)}`;
    const entries = batch.map(({ linkId, version }) => ({ linkId, version }));
    await this.storage.keepOutbound({ reference, name: reference, content: Buffer.from('rows'), entries });
    await this.storage.markSent(reference);
    this.files.push({ reference, batch });
    return batch.map(({ linkId, version }) => ({ linkId, version, outcome: 'pending' as const }));
  }
}
