import { Injectable } from '@nestjs/common';
import { type Caller } from '../../kernel/auth/index.js';
import { Clock } from '../../kernel/clock/clock.js';
import { Database, type Statement, UnitOfWork } from '../../kernel/database/index.js';
import { Keyring } from '../../kernel/keyring/index.js';
import { type Service } from './domain/service.js';
import { bumpLink, type DeskRow, holdLink, resumeLink, selectByToken } from './desk.store.js';
import { setAsideByStaff } from './lane.store.js';
import { LinkSeals } from './link-seals.js';
import { linkEnded, linkNotFound, linkNotWaiting } from './links.errors.js';
import { type LinkView } from './links.service.js';
import { Misses } from './misses.js';

/** One link as the desk sees it: without its token, which the caller has typed. */
export type DeskView = Omit<LinkView, 'token'>;

/** One link by its own token, for "the partner says ...". The card it belongs to cannot be found from it. */
@Injectable()
export class LinkDesk {
  private readonly seals: LinkSeals;

  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly misses: Misses,
    keyring: Keyring,
  ) {
    this.seals = new LinkSeals(keyring);
  }

  /** @throws DomainError `link.not_found` or `counter.too_many_misses`. */
  async lookUp(caller: Caller, service: Service, token: string): Promise<DeskView> {
    return view(await this.find(caller, service, token, false, (statement) => this.database.query(statement)));
  }

  /**
   * Blocks one service by its own printed number, when neither card nor slip is at hand. Lifted by reinstating the
   * service on the card.
   * @throws DomainError `link.not_found`, `link.ended` or `counter.too_many_misses`.
   */
  suspend(caller: Caller, service: Service, token: string): Promise<DeskView> {
    return this.act(caller, 'link.suspension', service, token, (id) => holdLink(id, this.clock.today()));
  }

  /**
   * Sends the state of a link to its partner again, in the partner's next window. Of one that another link took the place of,
   * that is its end, where it was set aside.
   * @throws DomainError `link.not_found`, `link.ended` for another that was replaced, or `counter.too_many_misses`.
   */
  resync(caller: Caller, service: Service, token: string): Promise<DeskView> {
    return this.act(caller, 'link.resync', service, token, bumpLink, (id) => resumeLink(id, this.clock.now()));
  }

  /**
   * Takes a link out of what is tried with its partner, until staff send it again or something newer is published.
   * @throws DomainError `link.not_found`, `link.not_waiting` or `counter.too_many_misses`.
   */
  setAside(caller: Caller, service: Service, token: string): Promise<DeskView> {
    return this.work.run(caller, async (tx) => {
      const row = await this.find(caller, service, token, true, (statement) => tx.query(statement));
      if ((await tx.query(setAsideByStaff(row.id))).length === 0) throw linkNotWaiting();
      const result = view({ ...row, last_error_code: 'staff.set_aside' });
      return { result, audit: { act: 'link.set_aside', reason: service, subject: null, outcome: 'done' as const } };
    });
  }

  private act(caller: Caller, act: string, service: Service, token: string, ...changes: readonly ((id: string) => Statement)[]): Promise<DeskView> {
    return this.work.run(caller, async (tx) => {
      const row = await this.find(caller, service, token, true, (statement) => tx.query(statement));
      let after: DeskRow | undefined;
      for (const change of changes) after ??= (await tx.query<DeskRow>(change(row.id)))[0];
      if (!after) throw linkEnded();
      const result = view({ ...row, ...after });
      return { result, audit: { act, reason: service, subject: null, outcome: 'done' as const } };
    });
  }

  private find(
    caller: Caller,
    service: Service,
    token: string,
    forChange: boolean,
    query: (statement: Statement) => Promise<DeskRow[]>,
  ): Promise<DeskRow> {
    return this.misses.watch(caller, async () => {
      const [row] = await query(selectByToken(this.seals.tokenIndexes(service, token), forChange));
      if (!row) throw linkNotFound();
      return row;
    });
  }
}

function view({ service, desired_state, reported_state, partner_hold, last_error_code }: DeskRow): DeskView {
  return {
    service,
    desired: desired_state,
    reported: reported_state,
    ...(partner_hold ? { flag: 'partner_hold' as const } : {}),
    ...(last_error_code === null ? {} : { errorCode: last_error_code }),
  };
}
